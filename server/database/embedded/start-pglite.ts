import { existsSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist';
import { StartupError, withoutStop } from '../../startup-error.ts';
import { makeDirectory } from './make-directory.ts';
import { postgisExtension } from './postgis-extension.ts';
import { packageVersion, readTemplate } from './template-file.ts';

/** The major version of PostgreSQL inside PGlite; its files fit no other. */
const POSTGRES_MAJOR = '18';

/** Written when a fresh cluster is complete; without it, nobody can have stored anything yet. */
const COMPLETE_MARKER = 'sizhi-complete.json';

interface StartOptions {
  dataDirectory: string;
  templateFile: string;
  onNotice: (text: string) => void;
}

/**
 * Starts PGlite on `<dataDirectory>/postgres`, making the cluster first when there is none.
 *
 * @throws StartupError when the cluster is of another version or does not start
 */
export async function startPGlite(options: StartOptions): Promise<PGlite> {
  const directory = join(options.dataDirectory, 'postgres');
  if (existsSync(directory)) {
    if (existsSync(join(directory, COMPLETE_MARKER))) return resume(directory);
    // An earlier first start was interrupted. Moved aside, not deleted, in case of a mistake.
    await rename(directory, `${directory}.incomplete-${Date.now()}`);
  }
  const database =
    (await fromTemplate(directory, options)) ?? (await fromScratch(directory, options));
  const marker = { pglite: packageVersion('@electric-sql/pglite'), createdAt: new Date() };
  await writeFile(join(directory, COMPLETE_MARKER), `${JSON.stringify(marker)}\n`);
  return database;
}

async function resume(directory: string): Promise<PGlite> {
  const major = (await readFile(join(directory, 'PG_VERSION'), 'utf8')).trim();
  if (major !== POSTGRES_MAJOR) {
    throw new StartupError({
      zh: `数据目录 ${directory} 由内嵌 PostgreSQL ${major} 建立,本程序使用 ${POSTGRES_MAJOR}。请用原版本导出数据后再导入。`,
      en: `The data directory ${directory} was made by embedded PostgreSQL ${major}, this program has ${POSTGRES_MAJOR}. Export with the version that made it and import again.`,
    });
  }
  try {
    return await create(directory);
  } catch (error) {
    const reason = withoutStop(String(error));
    throw new StartupError(
      {
        zh: `内嵌数据库无法启动，目录 ${directory} 可能已损坏：${reason}。请恢复备份，或移走该目录重新开始。`,
        en: `The embedded database does not start, its directory ${directory} may be damaged: ${reason}. Restore a backup, or move the directory away to start afresh.`,
      },
      { cause: error },
    );
  }
}

/** A fresh cluster from the cached template, or null when there is none that works. */
async function fromTemplate(directory: string, options: StartOptions): Promise<PGlite | null> {
  if (!existsSync(options.templateFile)) return null;
  try {
    return await create(directory, await readTemplate(options.templateFile));
  } catch (error) {
    options.onNotice(
      `数据库模板无法使用,将重新制作 / Unusable database template ${options.templateFile}, making it again: ${String(error)}`,
    );
    await rm(directory, { recursive: true, force: true });
    return null;
  }
}

async function fromScratch(directory: string, options: StartOptions): Promise<PGlite> {
  options.onNotice(
    '首次启动:正在建立数据库,约需十几秒 / First start: making the database takes some seconds',
  );
  const database = await create(directory);
  // A checkpoint leaves next to no log behind, so that the template starts without a recovery.
  await database.exec('create extension postgis; create extension btree_gist; checkpoint');
  try {
    await saveTemplate(database, options.templateFile);
  } catch (error) {
    options.onNotice(
      `数据库模板未能写入缓存 / The database template was not cached: ${String(error)}`,
    );
  }
  return database;
}

async function saveTemplate(database: PGlite, templateFile: string): Promise<void> {
  const dump = await database.dumpDataDir('gzip');
  const unfinished = `${templateFile}.${process.pid}`;
  makeDirectory(dirname(templateFile));
  await writeFile(unfinished, new Uint8Array(await dump.arrayBuffer()));
  await rename(unfinished, templateFile);
}

function create(directory: string, loadDataDir?: File): Promise<PGlite> {
  return PGlite.create({
    dataDir: directory,
    extensions: { postgis: postgisExtension(), btree_gist },
    startParams: [
      ...PGlite.defaultStartParams,
      ...['-c', 'TimeZone=UTC'],
      // How much log is kept for reuse after a checkpoint.
      ...['-c', 'max_wal_size=96MB', '-c', 'min_wal_size=32MB'],
    ],
    ...(loadDataDir ? { loadDataDir } : {}),
  });
}
