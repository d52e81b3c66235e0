import type { Message } from '#engine/coverage/types.ts';
import { measureAll } from '#engine/measure/measure-all.ts';
import { writeMeasures } from '../formats/measures/write-measures.ts';
import { type CommandContext, EXIT } from './command.ts';
import { readMeasureFiles } from './measure-files.ts';
import { MEASURE_USAGE, parseMeasureRequest } from './measure-request.ts';
import { inputName } from './read-input.ts';
import { createProgress } from './terminal-progress.ts';
import { canWriteFile, say, writeFileWhole, writeStream } from './write-output.ts';

export const usage: Message = MEASURE_USAGE;

/**
 * `sizhi measure`: reads, measures and writes. Returns the exit code: 0 done, 2 bad input.
 * @throws UsageError
 */
export async function run(args: string[], context: CommandContext): Promise<number> {
  const request = parseMeasureRequest(args);
  const { out, file, format } = request;
  const { language } = context;
  if (out !== undefined) {
    const obstacle = await canWriteFile(out);
    if (obstacle !== null) return cannotWrite(out, obstacle, context);
  }
  const progress = createProgress(context.stderr);
  const measured = await readMeasureFiles(request, context, progress);
  if (measured === null) return EXIT.usage;
  const { communities } = measured;
  const count = communities.length;
  progress.update(
    language === 'zh' ? `量算 ${count} 个社区` : `measuring ${count} communities`,
    null,
  );
  const measurement = measureAll(measured, request.measures);
  progress.clear();
  const report = writeMeasures({ measurement, communities, file, language }, format);
  if (out === undefined) {
    context.announceExitCode(EXIT.clean);
    await writeStream(context.stdout, report);
    return EXIT.clean;
  }
  const written = await writeFileWhole(out, report);
  if (!written.ok) return cannotWrite(out, written.error, context);
  const name = inputName(out, language);
  say(context, { zh: `已写入 ${name}`, en: `written to ${name}` });
  return EXIT.clean;
}

function cannotWrite(path: string, reason: Message, context: CommandContext): number {
  const name = inputName(path, context.language);
  say(context, { zh: `无法写入 ${name}：${reason.zh}`, en: `cannot write ${name}: ${reason.en}` });
  return EXIT.usage;
}
