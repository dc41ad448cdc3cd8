// Tabs after the ARIA pattern: arrows move, Home and End jump, the panel follows the focus.
// The chosen tab stands in the address (#tab=id) where the list has data-tabs-address.

function tabsOf(list) {
  return [...list.querySelectorAll('[role="tab"]')];
}

export function selectTab(tab, { focus = false } = {}) {
  const list = tab.closest('[role="tablist"]');
  for (const other of tabsOf(list)) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    const panel = document.getElementById(other.getAttribute("aria-controls"));
    if (panel) panel.hidden = !chosen;
  }
  if (focus) tab.focus();
  if (list.hasAttribute("data-tabs-address")) history.replaceState(null, "", `#tab=${tab.id}`);
  tab.dispatchEvent(new CustomEvent("tabselect", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const tab = event.target.closest('[role="tab"]');
  if (tab) selectTab(tab);
});

document.addEventListener("keydown", (event) => {
  const tab = event.target.closest?.('[role="tab"]');
  if (!tab) return;
  const tabs = tabsOf(tab.closest('[role="tablist"]'));
  const here = tabs.indexOf(tab);
  const next = {
    ArrowRight: (here + 1) % tabs.length,
    ArrowLeft: (here - 1 + tabs.length) % tabs.length,
    Home: 0,
    End: tabs.length - 1,
  }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  selectTab(tabs[next], { focus: true });
});

const wanted = location.hash.startsWith("#tab=") && document.getElementById(location.hash.slice(5));
if (wanted && wanted.getAttribute("role") === "tab") selectTab(wanted);
