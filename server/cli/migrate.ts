import type { Message } from '#engine/coverage/types.ts';
import { readConfig } from '../config.ts';
import { migrateToLatest } from '../database/migrate.ts';
import { openDatabase } from '../database/open-database.ts';
import { parseArguments } from './arguments.ts';
import { type CommandContext, EXIT, UsageError } from './command.ts';
import { say, writeStream } from './write-output.ts';

export const usage: Message = {
  zh: `用法：sizhi migrate

把数据库结构升级到本程序的版本。数据库由 DATABASE_URL 或 SIZHI_DATA_DIR 指定；sizhi serve 启动时也会升级。

退出码：0 完成；2 数据库不可用。`,
  en: `Usage: sizhi migrate

Brings the database schema up to the version of this program. DATABASE_URL or SIZHI_DATA_DIR names the
database; sizhi serve does the same when it starts.

Exit codes: 0 done, 2 no database.`,
};

/** `sizhi migrate`: names each migration that ran on standard output. Returns the exit code. */
export async function run(args: string[], context: CommandContext): Promise<number> {
  if (parseArguments(args, {}, 'migrate').positionals.length > 0) {
    throw new UsageError(
      { zh: '此命令不带参数', en: 'this command takes no arguments' },
      'migrate',
    );
  }
  const config = readConfig(context.env);
  const database = await openDatabase({
    ...(config.databaseUrl === undefined ? {} : { databaseUrl: config.databaseUrl }),
    dataDirectory: config.dataDirectory,
    onNotice: (text) => say(context, { zh: text, en: text }),
  });
  try {
    const { applied } = await migrateToLatest(database.knex);
    for (const name of applied) await writeStream(context.stdout, `${name}\n`);
    if (applied.length === 0) {
      say(context, {
        zh: '数据库结构已是最新',
        en: 'the database schema is up to date already',
      });
    }
    return EXIT.clean;
  } finally {
    await database.close();
  }
}
