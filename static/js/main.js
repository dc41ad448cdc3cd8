// Everything that a server-rendered page needs. Pages add their own module in {% block scripts %}.

import "./theme.js";
import "./rail.js";
import "./dialog.js";
import "./popover.js";
import "./tabs.js";
import "./toast.js";
import "./shortcuts.js";
import "./table-keys.js";
import "./time.js";
import "./forms.js";
