/**
 * The rows of the table of a Markdown text that has these headings.
 * @throws {Error} when there is no such table
 */
export function readTable(markdown: string, headings: readonly string[]): readonly (readonly string[])[] {
  const lines = markdown.split('\n');
  const start = lines.findIndex((line) => cellsOf(line).join('|') === headings.join('|'));
  if (start === -1) throw new Error(`There is no table with the headings ${headings.join(', ')}.`);
  const rows = lines.slice(start + 2);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  return (end === -1 ? rows : rows.slice(0, end)).map(cellsOf);
}

/** Cells are separated by bars; a bar within a cell is written with a backslash before it. */
function cellsOf(line: string): readonly string[] {
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}
