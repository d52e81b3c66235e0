import type { Finding, Severity } from '#engine/coverage/types.ts';
import { communityLabel, namesById, type ReportInput } from './report-input.ts';
import { describeRules } from './rule-help.ts';

const LEVELS: Record<Severity, 'error' | 'warning' | 'note'> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
};

/**
 * The findings as SARIF 2.1.0 (OASIS), for code-scanning pages and CI. `fingerprints` carries the
 * finding's own id, which is the same for the same fault in the same data, so that a viewer can tell new from known.
 */
export function writeSarifReport(input: ReportInput): string {
  const { result, language, policy } = input;
  const rules = describeRules(result.findings, policy);
  const ruleIndexes = new Map(rules.map(({ rule }, index) => [rule, index]));
  const uri = artifactUri(input.source.file);
  const names = namesById(input.communities);
  const log = {
    $schema:
      'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Sizhi',
            semanticVersion: result.version,
            language: language === 'zh' ? 'zh-CN' : 'en-US',
            rules: rules.map(({ rule, title, help }) => ({
              id: rule,
              shortDescription: { text: title[language] },
              help: { text: help[language] },
            })),
          },
        },
        language: language === 'zh' ? 'zh-CN' : 'en-US',
        columnKind: 'utf16CodeUnits',
        artifacts: [{ location: { uri }, mimeType: 'application/geo+json' }],
        results: result.findings.map((finding) => ({
          ruleId: finding.rule,
          ruleIndex: ruleIndexes.get(finding.rule) ?? -1,
          level: LEVELS[finding.severity],
          message: { text: finding.message[language] },
          locations: [
            {
              physicalLocation: { artifactLocation: { uri, index: 0 } },
              // A repeated id is one logical place; the schema wants them distinct.
              logicalLocations: [...new Set(finding.communities)].map((id) => ({
                name: communityLabel(id, names),
                fullyQualifiedName: id,
                kind: 'community',
              })),
            },
          ],
          fingerprints: { 'sizhiFinding/v1': finding.id },
          properties: sarifProperties(finding),
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function sarifProperties(finding: Finding): Record<string, unknown> {
  return {
    kind: finding.kind,
    areaSquareMetres: finding.areaSquareMetres,
    widthMetres: finding.widthMetres,
    location: finding.location,
    ...(finding.sliver === undefined ? {} : { sliver: finding.sliver }),
    ...(finding.clause === undefined ? {} : { clause: finding.clause }),
  };
}

/** A path as the URI reference that SARIF wants: relative paths stay relative, others become `file:`. */
function artifactUri(path: string): string {
  if (path === '-') return 'stdin';
  const slashed = path.replaceAll('\\', '/');
  const encoded = slashed.split('/').map(encodeURIComponent).join('/');
  if (slashed.startsWith('/')) return `file://${encoded}`;
  return /^[A-Za-z]:\//.test(slashed) ? `file:///${encoded.replace('%3A', ':')}` : encoded;
}
