import { type ImportReport, MATERIAL_KINDS } from '#contract/imports.ts';
import { formatCount } from '../i18n/format.ts';
import { useStore } from '../state/store-context.ts';

/** What an import would change, or has changed. */
export function ImportReportView({ report, isDone }: { report: ImportReport; isDone: boolean }) {
  const store = useStore();
  const { io: texts } = store.texts.value;
  const language = store.language.value;
  const { communities, jurisdiction } = report;
  const rows = [
    { role: 'communities' as const, ...communities, ended: communities.closed },
    ...MATERIAL_KINDS.flatMap((kind) => {
      const changes = report[kind];
      return changes === undefined ? [] : [{ role: kind, ...changes, ended: changes.removed }];
    }),
  ];
  const columns = ['created', 'changed', 'ended', 'unchanged'] as const;
  return (
    <section
      class="import-report"
      aria-live="polite"
      aria-label={isDone ? texts.doneTitle : texts.previewTitle}
    >
      <h3>{isDone ? texts.doneTitle : texts.previewTitle}</h3>
      <p>
        {texts.townChange[jurisdiction.change](jurisdiction.name)} ·{' '}
        {texts.effectiveFrom(report.effective)}
      </p>
      <table>
        <thead>
          <tr>
            <td />
            {columns.map((column) => (
              <th key={column} scope="col">
                {texts.change[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.role}>
              <th scope="row">{texts.role[row.role]}</th>
              {columns.map((column) => (
                <td key={column} class={row[column] === 0 ? 'is-none' : `is-${column}`}>
                  {formatCount(row[column], language)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {communities.closed > 0 && <p class="import-warning">{texts.endedHint}</p>}
      <AuditWords report={report} />
      {report.notes.length > 0 && (
        <ul class="import-notes">
          {report.notes.map((note) => (
            <li key={note.en}>{note[language]}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** What the audit of the file's communities found; overlaps and gaps do not keep an import back. */
function AuditWords({ report: { audit } }: { report: ImportReport }) {
  const store = useStore();
  const { io: texts, kind: kinds } = store.texts.value;
  const language = store.language.value;
  if (audit === undefined) return null;
  const found = Object.entries(audit.counts).filter(([, count]) => count > 0);
  if (found.length === 0) return <p class="import-clean">{texts.auditClean}</p>;
  const list = found
    .map(
      ([kind, count]) =>
        `${kinds[kind as keyof typeof kinds] ?? kind} ${formatCount(count, language)}`,
    )
    .join(language === 'zh' ? '，' : ', ');
  return (
    <>
      <p class="import-warning">{texts.auditOf(list)}</p>
      <p class="dialog-note">{texts.auditHint}</p>
    </>
  );
}
