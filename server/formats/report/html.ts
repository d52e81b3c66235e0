import type { Finding, Message } from '#engine/coverage/types.ts';
import { escapeHtml } from './escape-html.ts';
import {
  countSeverities,
  figuresText,
  groupedText,
  placeText,
  secondsText,
  severitiesText,
} from './figures.ts';
import { PAGE_SCRIPT, PAGE_STYLE } from './html-assets.ts';
import { svgMap } from './html-map.ts';
import { apartFromNotes, notesTitle } from './policy-notes.ts';
import { communityLabel, namesById, type ReportInput } from './report-input.ts';
import { KIND_HELP, kindName } from './rule-help.ts';
import { headline, structureLine, summaryRows } from './summary-rows.ts';

const SEVERITY: Record<Finding['severity'], Message> = {
  error: { zh: '错误', en: 'error' },
  warning: { zh: '警告', en: 'warning' },
  info: { zh: '提示', en: 'note' },
};

/**
 * One self-contained page: a map, the summary, the findings in both languages. It asks no other host
 * for anything (its own policy forbids it), reads without scripts, and prints.
 */
export function writeHtmlReport(given: ReportInput): string {
  const { faults, notes } = apartFromNotes(given.result.findings);
  // Steps through the map count from one to the last fault.
  const input = { ...given, result: { ...given.result, findings: [...faults, ...notes] } };
  const { language, result, source, policy } = input;
  const file: Message =
    source.file === '-'
      ? { zh: '标准输入', en: 'standard input' }
      : { zh: source.file, en: source.file };
  const severities = severitiesText(countSeverities(result.findings));
  const map = svgMap(input);
  return `<!DOCTYPE html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}" class="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>${escapeHtml(language === 'zh' ? `覆盖检查：${file.zh}` : `Coverage audit: ${file.en}`)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<header>
<h1>${both({ zh: `覆盖检查：${file.zh}`, en: `Coverage audit: ${file.en}` })}</h1>
<p class="verdict ${countSeverities(result.findings).error > 0 ? 'error' : 'clean'}">${both(severities)}</p>
<p>${both(headline(input))}<br>${both(structureLine(input))}</p>
${source.boundary === undefined ? '' : `<p>${both({ zh: `辖区边界：${source.boundary}`, en: `Boundary: ${source.boundary}` })}</p>`}
${policy === undefined ? '' : `<p>${both({ zh: `政策：${policy.title.zh}`, en: `Policy: ${policy.title.en}` })}</p>`}
<div class="controls" hidden><button type="button" data-language="zh" lang="zh-CN">中文</button><button type="button" data-language="en" lang="en">English</button></div>
</header>
<main>
${map === '' ? '' : `<section class="map">${map}<div class="controls" hidden><button type="button" id="home">${both({ zh: '全图', en: 'Whole map' })}</button><span class="step"><button type="button" id="previous" aria-label="previous">‹</button> <output id="position">– / ${faults.length}</output> <button type="button" id="next" aria-label="next">›</button></span></div>${legend(faults)}</section>`}
<section><h2>${both({ zh: '汇总', en: 'Summary' })}</h2>
${summaryTable(input)}
${assumptions(result.assumptions)}</section>
<section><h2>${both({ zh: '问题', en: 'Findings' })}</h2>
${findingsList(input)}</section>
</main>
<footer>${both({
    zh: `四至引擎 ${result.version}${input.generatedAt === undefined ? '' : ` · ${input.generatedAt}`} · 用时 ${secondsText(result.summary.elapsedMilliseconds).zh}`,
    en: `Sizhi engine ${result.version}${input.generatedAt === undefined ? '' : ` · ${input.generatedAt}`} · took ${secondsText(result.summary.elapsedMilliseconds).en}`,
  })}</footer>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`;
}

/** A text in both languages; the style sheet shows the one that is chosen. */
function both({ zh, en }: Message): string {
  if (zh === en) return escapeHtml(en);
  return `<span class="zh" lang="zh-CN">${escapeHtml(zh)}</span><span class="en" lang="en">${escapeHtml(en)}</span>`;
}

function summaryTable(input: ReportInput): string {
  const rows = summaryRows(input).map(({ label, count, area, remark }) => {
    const quiet = count === null || count === 0 ? ' class="quiet"' : '';
    return `<tr${quiet}><th scope="row">${both(label)}</th><td>${count === null ? '–' : groupedText(count)}</td><td>${area === null ? '' : both(area)}</td><td class="remark">${remark === null ? '' : both(remark)}</td></tr>`;
  });
  return `<table><thead><tr><th scope="col">${both({ zh: '类别', en: 'Kind' })}</th><th scope="col">${both({ zh: '数量', en: 'Count' })}</th><th scope="col">${both({ zh: '面积', en: 'Area' })}</th><th scope="col"></th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table>`;
}

function assumptions(list: readonly Message[]): string {
  if (list.length === 0) return '';
  return `<h3>${both({ zh: '假定', en: 'Assumed' })}</h3><ul>${list.map((item) => `<li>${both(item)}</li>`).join('')}</ul>`;
}

/** The kinds that the map shows, with what each means. */
function legend(findings: readonly Finding[]): string {
  const kinds = [...new Set(findings.map(({ kind }) => kind))];
  if (kinds.length === 0) return '';
  const items = kinds.map((kind) => {
    const meaning = kind === 'policy' ? '' : both(KIND_HELP[kind].meaning);
    return `<li><span class="swatch ${kind}"></span><b>${both(kindName(kind))}</b> ${meaning}</li>`;
  });
  return `<ul class="legend">${items.join('')}</ul>`;
}

function findingsList(input: ReportInput): string {
  const { findings } = input.result;
  if (findings.length === 0)
    return `<p>${both({ zh: '没有发现问题。', en: 'Nothing was found.' })}</p>`;
  const names = namesById(input.communities);
  const { faults, notes } = apartFromNotes(findings);
  const items = faults.map((finding, index) => {
    const figures = figuresText(finding);
    const place = finding.location === null ? '' : placeText(finding.location);
    const communities = finding.communities.map(
      (id) => `<span class="community">${escapeHtml(communityLabel(id, names))}</span>`,
    );
    const kind =
      finding.kind === 'policy' ? escapeHtml(finding.rule) : both(kindName(finding.kind));
    return `<li id="finding-${index + 1}" data-number="${index + 1}" class="${finding.severity}"><p><button type="button" class="go" aria-label="${index + 1}"${place === '' ? ' disabled' : ''}>${index + 1}</button> <span class="severity">${both(SEVERITY[finding.severity])}</span> <span class="swatch ${finding.kind}"></span><b>${kind}</b> ${communities.join(' ')}</p>
<p>${both(finding.message)}${finding.clause === undefined ? '' : ` <cite>${escapeHtml(finding.clause)}</cite>`}</p>
<p class="facts">${[figures.zh === '' ? '' : both(figures), escapeHtml(place), `<code>${escapeHtml(finding.id)}</code>`].filter((fact) => fact !== '').join(' · ')}</p></li>`;
  });
  return `${items.length === 0 ? '' : `<ol>${items.join('\n')}</ol>`}${notesList(notes, faults.length)}`;
}

/** Open, so that it is read and printed; a reader who knows closes it. */
function notesList(notes: readonly Finding[], before: number): string {
  if (notes.length === 0) return '';
  const items = notes.map(
    ({ rule, message, clause, id }, index) =>
      `<li id="finding-${before + index + 1}"><b>${escapeHtml(rule)}</b> ${both(message)}${clause === undefined ? '' : ` <cite>${escapeHtml(clause)}</cite>`} <code>${escapeHtml(id)}</code></li>`,
  );
  return `<details class="notes" open><summary>${both(notesTitle(notes.length))}</summary><ul>${items.join('\n')}</ul></details>`;
}
