import { describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { languageOfLocale } from '../../server/cli/language.ts';
import { suggestWord } from '../../server/cli/suggest-word.ts';
import { runMain } from './run-main.ts';

describe('sizhi', () => {
  test('--version', async () => {
    expect(await runMain(['--version'])).toEqual({
      code: 0,
      stdout: `sizhi ${packageJson.version}\n`,
      stderr: '',
    });
  });

  test.each([['--help'], ['-h'], ['help']])('%s lists the commands', async (flag) => {
    const { code, stdout } = await runMain([flag]);
    expect(code).toBe(0);
    for (const command of ['serve', 'audit', 'import', 'migrate'])
      expect(stdout).toContain(`  ${command} `);
  });

  test('without a command: the same on standard error, exit code 2', async () => {
    const { code, stdout, stderr } = await runMain([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Usage: sizhi COMMAND');
  });

  test.each([[['audit', '--help']], [['audit', 'x.geojson', '-h']], [['help', 'audit']]])(
    '%j',
    async (argv) => {
      const { code, stdout } = await runMain(argv);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^Usage: sizhi audit FILE/);
      expect(stdout).toContain('--min-area M2');
    },
  );

  test('help is no option behind --', async () => {
    const { code, stderr } = await runMain(['audit', '--', '--help']);
    expect(code).toBe(2);
    expect(stderr).toContain('--help: no such file');
  });

  test.each([
    [['audti'], 'unknown command “audti”; did you mean “sizhi audit”?'],
    [['frobnicate'], 'unknown command “frobnicate”\n'],
    [['constructor'], 'unknown command “constructor”'],
    [['--frob'], 'unknown option --frob; the command comes first'],
    [['\u001b[31m'], 'unknown command “\\u001b[31m”'],
    [['--lang', 'fr', 'audit'], '--lang must be zh or en'],
    [['audit', '--lang'], '--lang must be zh or en'],
  ])('%j is bad usage: one line, a hint, exit code 2', async (argv, message) => {
    const { code, stdout, stderr } = await runMain(argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(2);
  });

  test.each([[['--lang', 'zh', 'audti']], [['audti', '--lang=zh']]])(
    '%j speaks Chinese',
    async (argv) => {
      expect((await runMain(argv)).stderr).toBe(
        'sizhi：没有命令 “audti”；是否要用 “sizhi audit”？\n用法请看：sizhi --help\n',
      );
    },
  );

  test('Chinese help', async () => {
    expect((await runMain(['--help'], { language: 'zh' })).stdout).toContain('检查社区边界');
    expect((await runMain(['audit', '--help'], { language: 'zh' })).stdout).toMatch(
      /^用法：sizhi audit FILE/,
    );
  });
});

describe('the language of a locale', () => {
  test.each([
    [{ LANG: 'zh_CN.UTF-8' }, 'zh'],
    [{ LANG: 'en_GB.UTF-8' }, 'en'],
    [{ LANG: 'zh_CN.UTF-8', LC_ALL: 'C' }, 'en'],
    [{ LANG: 'C', LC_MESSAGES: 'zh_TW' }, 'zh'],
    [{ LC_ALL: '', LANG: 'zh_CN' }, 'zh'],
    [{}, 'en'],
  ])('%j → %s', (env, language) => {
    expect(languageOfLocale(env)).toBe(language);
  });
});

test.each([
  ['audit', 'audit'],
  ['aduit', 'audit'],
  ['imp', 'import'],
  ['serv', 'serve'],
  ['xyz', null],
  ['', null],
])('suggestWord(%j) → %j', (typed, expected) => {
  expect(suggestWord(typed, ['serve', 'audit', 'import', 'migrate'])).toBe(expected);
});
