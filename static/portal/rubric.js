// The shares of a rubric as a bar while they are typed, and what they add up to.

const NS = "http://www.w3.org/2000/svg";

function draw(group) {
  const fields = [...group.querySelectorAll("input[type=number]")].filter((input) => !input.name.startsWith("enough"));
  const values = fields.map((input) => Math.max(0, Number(input.value) || 0));
  const sum = values.reduce((total, value) => total + value, 0);
  const bar = group.querySelector("[data-bar]");
  bar.replaceChildren();
  let x = 0;
  values.forEach((value, place) => {
    const rect = document.createElementNS(NS, "rect");
    const width = sum ? (100 * value) / Math.max(sum, 100) : 0;
    for (const [name, to] of Object.entries({ x, y: 0, width, height: 10 })) rect.setAttribute(name, to);
    rect.setAttribute("class", `rubric-share rubric-share-${(place % 6) + 1}`);
    bar.append(rect);
    if (fields[place].labels[0]) fields[place].labels[0].dataset.share = (place % 6) + 1;
    x += width;
  });
  const words = group.querySelector("[data-sum]");
  words.textContent = `${sum} / 100`;
  words.classList.toggle("rubric-wrong", sum !== 100);
}

for (const group of document.querySelectorAll("[data-shares]")) {
  draw(group);
  group.addEventListener("input", () => draw(group));
}
