// What is too much to be drawn as Markdown, and how it is shown instead. Parsers of Markdown take the square of the text
// for some texts, and the stack ends for others: a block is looked at first, in a time that grows with its length.
// Honest answers are far below all of these.
const LETTERS = 50_000;
const LINES = 5_000;
const PREFIX = 100; // letters of quotes and lists that a line stands in
const COLUMNS = 200;
const CELLS = 10_000; // a table's short rows are filled up
const MARKS = 4_000; // each end of an emphasis looks at those before, and a formula is costly
const SCANNED = 4_000_000; // letters read in search of an end, again and again

const MARK = /[*_]+|~+|`+|\$+|\\\(|[<[\]]/g;
const ENDLESS = /<[!?]/g;
const ADDRESS = /www\.|:\/\//gi;
const TRAIL = /(?:www\.|:\/\/)\S*?(?:[!"'()*,.:;?_~\]]|&[a-z]+;){200}/i; // may all belong to an address, or none of it
const CONTAINERS = /^(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t])))+/;
const DELIMITERS = /^[\s>|:-]*\|[\s>|:-]*$/;
const PIECE = /[^]{1,4000}(?:\n|$)|[^]{1,4000}/gu;

const count = (text, pattern) => text.match(pattern)?.length ?? 0;
const most = (numbers) => numbers.reduce((one, other) => Math.max(one, other), 0);

const readsTooOften = (block) => {
  const addresses = count(block, ADDRESS);
  const word = addresses && most(block.split(/\s/).map(({ length }) => length));
  return count(block, ENDLESS) * block.length + addresses * word > SCANNED || TRAIL.test(block);
};

export const isTooMuch = (block) => {
  if (block.length > LETTERS || count(block, MARK) > MARKS || readsTooOften(block)) return true;
  const lines = block.split(/\r\n?|\n/);
  const prefix = most(lines.map((line) => CONTAINERS.exec(line)?.[0].length ?? 0));
  const columns = most(lines.map((line) => (DELIMITERS.test(line) ? count(line, /\|/g) : 0)));
  return lines.length > LINES || prefix > PREFIX || columns > COLUMNS || columns * lines.length > CELLS;
};

// Text that grows is laid out anew in its last pieces alone. They end with a line where there is one.
export const pieces = (text) => text.match(PIECE) ?? [];
