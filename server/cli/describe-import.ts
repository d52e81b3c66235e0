import {
  type ImportReport,
  MATERIAL_KINDS,
  type MaterialChanges,
  type MaterialKind,
} from '#contract/imports.ts';
import type { Message } from '#engine/coverage/types.ts';
import { printable } from '../formats/printable.ts';

const NAMES: Record<MaterialKind | 'communities', Message> = {
  communities: { zh: '社区', en: 'communities' },
  units: { zh: '地块', en: 'units' },
  barriers: { zh: '道路、河流', en: 'barriers' },
  estates: { zh: '楼盘', en: 'estates' },
  facilities: { zh: '社区用房', en: 'facilities' },
};

const CHANGE: Record<ImportReport['jurisdiction']['change'], Message> = {
  created: { zh: '新建', en: 'new' },
  changed: { zh: '已变', en: 'changed' },
  unchanged: { zh: '未变', en: 'unchanged' },
};

/** What an import did, or would do, in a few lines. */
export function describeImport(report: ImportReport, language: keyof Message): string {
  const zh = language === 'zh';
  const { name, code, change } = report.jurisdiction;
  const head = zh
    ? `${printable(name)}（${printable(code)}，${CHANGE[change].zh}），自 ${report.effective} 起`
    : `${printable(name)} (${printable(code)}, ${CHANGE[change].en}), from ${report.effective} on`;
  const { created, changed, closed, unchanged } = report.communities;
  const lines = [head, countsLine('communities', { created, changed, removed: closed, unchanged })];
  for (const kind of MATERIAL_KINDS) {
    const changes = report[kind];
    if (changes) lines.push(countsLine(kind, changes));
  }
  for (const note of report.notes) lines.push(note[language]);
  if (report.audit) lines.push(auditLine(report.audit.counts));
  if (report.dryRun) lines.push(zh ? '仅预览，未写入。' : 'Nothing was written (dry run).');
  return `${lines.join('\n')}\n`;

  function countsLine(kind: MaterialKind | 'communities', changes: MaterialChanges): string {
    const { created, changed, removed, unchanged } = changes;
    const ended = kind === 'communities' ? ['终止', 'closed'] : ['移除', 'removed'];
    return zh
      ? `  ${NAMES[kind].zh}：新增 ${created}，变更 ${changed}，${ended[0]} ${removed}，未变 ${unchanged}`
      : `  ${NAMES[kind].en}: ${created} created, ${changed} changed, ${removed} ${ended[1]}, ${unchanged} unchanged`;
  }

  function auditLine(counts: Readonly<Record<string, number>>): string {
    const found = Object.entries(counts).filter(([, count]) => count > 0);
    const list = found.map(([kind, count]) => `${kind} ${count}`).join(', ');
    return zh ? `  检查：${list || '没有问题'}` : `  audit: ${list || 'no findings'}`;
  }
}
