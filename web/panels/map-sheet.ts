const TITLE_PIXELS = 20;
const CREDIT_PIXELS = 12;
const INK = '#17212b';
const PAPER = '#ffffff';
const FONT = 'system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

/** The picture of a map with its title above and whom it is owed to below, as PNG. */
export function drawMapSheet(
  map: HTMLCanvasElement,
  { title, credit }: { title: string; credit: string },
): Promise<Blob> {
  // The picture may have more pixels than the page: letters grow with it.
  const scale = Math.max(1, map.width / 1100);
  const [head, foot] = [TITLE_PIXELS * 2 * scale, CREDIT_PIXELS * 2.2 * scale];
  const sheet = document.createElement('canvas');
  sheet.width = map.width;
  sheet.height = Math.round(map.height + head + foot);
  const context = sheet.getContext('2d');
  if (context === null) throw new Error('The browser gives no canvas to draw on.');
  context.fillStyle = PAPER;
  context.fillRect(0, 0, sheet.width, sheet.height);
  context.drawImage(map, 0, head);
  context.fillStyle = INK;
  context.textBaseline = 'middle';
  context.font = `600 ${TITLE_PIXELS * scale}px ${FONT}`;
  context.fillText(title, 12 * scale, head / 2, sheet.width - 24 * scale);
  context.font = `${CREDIT_PIXELS * scale}px ${FONT}`;
  context.textAlign = 'right';
  context.fillText(
    credit,
    sheet.width - 12 * scale,
    sheet.height - foot / 2,
    sheet.width - 24 * scale,
  );
  return new Promise((resolve, reject) => {
    sheet.toBlob((blob) => {
      if (blob === null) reject(new Error('The picture is too large for this browser.'));
      else resolve(blob);
    }, 'image/png');
  });
}
