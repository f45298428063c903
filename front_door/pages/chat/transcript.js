/** The conversation as a text file the customer keeps. */

function cardText(card) {
  if (card.kind === "amount") return [`  ${card.title}: ${card.value}${card.detail ? ` (${card.detail})` : ""}`];
  if (card.kind === "step") return [`  ${card.place}/${card.of} ${card.title}${card.where ? ` (${card.where})` : ""}`];
  const rows = card.total ? [...card.rows, card.total] : card.rows;
  const cells = rows.map((row) => [row.label, row.before ?? "", row.after ?? "", row.difference ?? ""]);
  const widths = [0, 1, 2, 3].map((at) => Math.max(...cells.map((cell) => cell[at].length)));
  return [
    `  ${card.title}`,
    ...cells.map((cell) =>
      `  ${cell.map((text, at) => (at ? text.padStart(widths[at]) : text.padEnd(widths[at]))).join("  ")}`.trimEnd(),
    ),
  ];
}

function lines(frame, words, when) {
  const at = when.format(new Date(frame.at));
  if (frame.type === "state_changed")
    return frame.agent ? [`[${at}] ${words.transcript.joined(frame.agent.name)}`] : [];
  const author = frame.type === "turn" ? "customer" : frame.author;
  const name = frame.agent?.name || words.authors[author];
  const said = [`[${at}] ${name}: ${frame.text === "[secret]" ? "••••" : frame.text}`];
  if (frame.card) said.push(...cardText(frame.card));
  for (const link of frame.links || []) said.push(`  ${link.title}: ${link.url}`);
  if (frame.choices?.length)
    said.push(`  ${words.transcript.choices}: ${frame.choices.map(({ title }) => title).join(" | ")}`);
  return said;
}

/** Offer the frames as a download named after the reference. */
export function saveTranscript(frames, { words, brand, reference, locale }) {
  const when = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  const head = [
    words.transcript.title(brand),
    words.reference(reference),
    words.transcript.saved(when.format(new Date())),
    "",
  ];
  const text = [...head, ...frames.flatMap((frame) => lines(frame, words, when)), ""].join("\r\n");
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = words.transcript.file(reference);
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
