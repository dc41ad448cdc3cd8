// A CSV file goes into the text field, where it can be read and mended before it is sent.
// Korean spreadsheets often write CP949; what is not valid UTF-8 is read as that.

const LARGEST = 64_000; // the same limit as the field's

async function textOf(file) {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("euc-kr").decode(bytes);
  }
}

for (const chooser of document.querySelectorAll("[data-file-into]")) {
  chooser.hidden = false;
  const field = document.getElementById(chooser.dataset.fileInto);
  chooser.querySelector("input").addEventListener("change", async (event) => {
    const file = event.target.files[0];
    if (!file || file.size > LARGEST) return;
    field.value = await textOf(file);
    field.focus();
  });
}

document.querySelector("[data-show-first]")?.focus();
