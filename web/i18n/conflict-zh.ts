/** Texts for two planners at one plan. */
export const conflictZh = {
  title: '方案已被他人修改',
  body: (mine: number, theirs: number) =>
    `您从第 ${mine} 版开始编辑，服务器上已是第 ${theirs} 版。以下是双方各自的改动，请选择如何处理。`,
  reading: '正在读取对方的改动…',
  readFailed: '对方的改动没有读取',
  failed: '没有处理完',
  mine: '我的改动',
  unsaved: '未保存',
  theirs: '对方的改动',
  version: (n: number) => `第 ${n} 版`,
  mapOf: (side: string, communities: string) => `${side}示意图：${communities}`,
  concerned: '涉及社区',
  moved: '划转住户',
  households: (count: string, isUnsure: boolean) => `${isUnsure ? '约 ' : ''}${count} 户`,
  none: '无',
  steps: (n: number) => `步骤（${n}）`,
  nobody: '未署名',
  together: (words: readonly string[]) => words.join('；'),
  andMore: (first: string, n: number) => `${first}等 ${n + 1} 步`,
  action: {
    undo: (what: string) => `撤销：${what}`,
    redo: (what: string) => `重做：${what}`,
  },
  other: {
    operate: '修改四界',
    undo: '撤销',
    redo: '重做',
    restore: '恢复快照',
    rebase: '改以新的现行四界为基础',
    change: '修改方案名称、说明或政策',
    archive: '归档',
    register: '登记',
  } as Record<string, string>,
  shared: (names: string) => `双方都改动了${names}。`,
  apart: '双方改动的社区互不相同。',
  allFits: '我的改动可以全部在最新版本上重做。',
  stops: '在最新版本上重做时会停下',
  choose: '如何处理',
  again: {
    title: '在最新版本上重做我的改动',
    hint: '保留对方的改动，再逐步重做我的；不再适用的步骤会停下并说明原因。',
  },
  copy: {
    title: '把我的改动另存为新方案',
    hint: (name: string) => `两个版本都保留：新方案名为“${name}”，原方案保持对方的版本。`,
  },
  copyName: (plan: string) => `${plan.slice(0, 180)}（我的改动）`,
  drop: {
    title: '放弃我的改动',
    hint: '采用服务器上的版本，未保存的步骤不再保留。',
  },
  closed: '方案已登记或归档，不再接受修改；可以另存为新方案。',
  rebased: '对方已更换方案的起点，无法还原我开始编辑时的版本，不能另存。',
  later: '稍后处理',
};

export type ConflictTexts = typeof conflictZh;
