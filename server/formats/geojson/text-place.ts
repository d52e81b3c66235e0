/** A place in a text as editors show it. */
export interface TextPlace {
  /** 1-based. */
  line: number;
  /** 1-based, in UTF-16 units of that line. */
  column: number;
}

/** Line and column of an offset. Line feeds separate lines; a carriage return belongs to its line. */
export function placeOfOffset(text: string, offset: number): TextPlace {
  let line = 1;
  let lineStart = 0;
  for (;;) {
    const feed = text.indexOf('\n', lineStart);
    if (feed === -1 || feed >= offset) break;
    line += 1;
    lineStart = feed + 1;
  }
  return { line, column: offset - lineStart + 1 };
}
