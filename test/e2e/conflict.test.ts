import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, keepScreenshot, outsideRequests } from '../helpers/browser.ts';
import { EditingPage } from '../helpers/editing-page.ts';
import { openPlan, waitForSaved } from '../helpers/planner-page.ts';
import { sampleOrigin } from '../helpers/sample-origin.ts';
import { fixByKeys } from '../helpers/story-page.ts';

const PLAN = '双人编辑试验';

interface Operation {
  operation: string;
  state: string;
  description: { zh: string };
}

/** Another planner at the same plan, who does without the page. */
class Colleague {
  readonly #origin: string;
  readonly #name: string;

  constructor(origin: string, name: string) {
    this.#origin = origin;
    this.#name = encodeURIComponent(name);
  }

  async plans(): Promise<{ id: string; name: string }[]> {
    const answer = await fetch(`${this.#origin}/plans?limit=100`);
    return ((await answer.json()) as { plans: { id: string; name: string }[] }).plans;
  }

  async idOf(name: string): Promise<string> {
    const plan = (await this.plans()).find((one) => one.name === name);
    if (plan === undefined) throw new Error(`there is no plan ${name}`);
    return plan.id;
  }

  async operations(name: string): Promise<Operation[]> {
    const answer = await fetch(`${this.#origin}/plans/${await this.idOf(name)}/operations`);
    return ((await answer.json()) as { operations: Operation[] }).operations;
  }

  async communities(name: string): Promise<string> {
    return (await fetch(`${this.#origin}/plans/${await this.idOf(name)}/communities`)).text();
  }

  /** @param path below the plan */
  async write(name: string, path: string, body: object): Promise<void> {
    const plan = `${this.#origin}/plans/${await this.idOf(name)}`;
    const etag = (await fetch(plan)).headers.get('etag') ?? '';
    const answer = await fetch(`${plan}/${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'if-match': etag,
        'sizhi-actor': this.#name,
      },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(await answer.text());
  }

  merge(name: string, into: string, other: string): Promise<void> {
    const parameters = { communities: [into, other], into };
    return this.write(name, 'operations', { operation: 'merge', parameters });
  }
}

describeInBrowser('two planners at one plan', (browser) => {
  let origin: string;
  let editing: EditingPage;
  let other: Colleague;
  const { side, settled } = {
    side: (name: 'mine' | 'theirs') => editing.page.locator(`[data-side="${name}"]`),
    settled: async (choice: 'mine' | 'copy' | 'theirs'): Promise<void> => {
      await editing.page.locator(`[data-choice="${choice}"]`).click({ timeout: 30_000 });
      await editing.page.locator('dialog').waitFor({ state: 'detached', timeout: 30_000 });
    },
  };
  const findingOf = async (prefix: string): Promise<string> => {
    const id = (await editing.findings()).find((one) => one.startsWith(prefix));
    if (id === undefined) throw new Error(`there is no finding ${prefix}`);
    return id;
  };

  beforeAll(async () => {
    origin = sampleOrigin();
    other = new Colleague(origin, '王工');
    editing = await EditingPage.open(browser(), origin, PLAN, {
      viewport: { width: 1280, height: 800 },
    });
  });
  afterAll(async () => {
    const faults = (editing?.watched.faults ?? []).filter((fault) => !fault.includes('412'));
    expect(faults).toEqual([]);
    expect(outsideRequests(editing?.watched.requests ?? [], origin)).toEqual([]);
    await editing?.page.context().close();
  });

  it('shows both versions: what each side changed, where, and how many households move', async () => {
    // 云岭村 and 永福村 become one, far from the gap that is filled here.
    await other.merge(PLAN, await codeOf('永福村'), await codeOf('云岭村'));
    await fixByKeys(editing.page, await findingOf('overlap-'));
    await side('mine').waitFor({ timeout: 30_000 });
    expect(await side('mine').locator('.conflict-steps li').allTextContents()).toEqual([
      expect.stringMatching(/重叠|划归|划入/),
    ]);
    const theirs = await side('theirs').locator('.conflict-steps li').allTextContents();
    expect(theirs).toEqual([expect.stringMatching(/合并.*王工 · /)]);
    const communities = side('theirs').locator('[data-figure="communities"]');
    expect(await communities.textContent()).toContain('云岭村');
    expect(await side('theirs').locator('[data-figure="moved"]').textContent()).toBe('2,152 户');
    // Each has its own ground outlined, on maps of the same extent.
    for (const name of ['mine', 'theirs'] as const) {
      expect(await side(name).locator('.ground-moved').count()).toBeGreaterThan(0);
    }
    expect(await editing.page.locator('[data-meeting="0"]').textContent()).toContain('互不相同');
    expect(await editing.page.locator('[data-stops=""]').textContent()).toContain('全部');
    await keepScreenshot(editing.page, 'conflict-sides');
  });

  it('keeps mine as a plan of its own, and theirs as it is', async () => {
    const theirs = await other.communities(PLAN);
    await settled('copy');
    const copy = `${PLAN}（我的改动）`;
    await expect.poll(() => editing.page.locator('.plan-name').textContent()).toContain(copy);
    await waitForSaved(editing.page);
    expect((await other.operations(copy)).map(({ operation }) => operation)).toEqual([
      'merge',
      'resolve-overlap',
    ]);
    expect(await other.communities(copy)).toContain('云岭村');
    expect(await other.communities(PLAN)).toBe(theirs);
    expect(theirs).not.toContain('云岭村');
    // It is offered at once, beside the one that it comes from.
    await editing.page.locator('.plan-name').click();
    await editing.page.locator('.plan-row', { hasText: copy }).waitFor();
    await editing.page.keyboard.press('Escape');
  });

  it('does mine again on top of theirs, up to where it says it will stop', async () => {
    const { page } = editing;
    await page.locator('[data-choice]').first().waitFor({ state: 'detached' });
    await page.locator('.plan-steps button').last().click();
    await openPlan(page, PLAN);
    await page.locator('.finding').first().waitFor();
    const overlap = await findingOf('overlap-');
    // What was merged is taken apart again, by another one.
    await other.write(PLAN, 'undo', { steps: 1 });
    await fixByKeys(page, overlap);
    await side('theirs').waitFor({ timeout: 30_000 });
    expect(await side('theirs').locator('.conflict-steps li').textContent()).toMatch(
      /撤销：.*合并/,
    );
    await keepScreenshot(page, 'conflict-undone');
    await settled('mine');
    await waitForSaved(page);
    const after = await other.operations(PLAN);
    expect(after.map(({ operation, state }) => `${operation} ${state}`)).toEqual([
      'merge abandoned',
      'resolve-overlap applied',
    ]);
  });

  async function codeOf(name: string): Promise<string> {
    const { features } = JSON.parse(await other.communities(PLAN)) as {
      features: { id: string; properties: { name: string; code?: string } }[];
    };
    const found = features.find(({ properties }) => properties.name === name);
    if (found === undefined) throw new Error(`there is no community ${name}`);
    return found.id;
  }
});
