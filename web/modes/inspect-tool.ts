import { signal } from '@preact/signals';
import type { Tool } from './tool.ts';

/** Looking at things: the map's own pointer, which selects what lies under it. */
export const inspectTool: Tool = {
  id: 'inspect',
  icon: 'M3 2l9 6-4 1-2 4z',
  name: { zh: '选择', en: 'Select' },
  key: 'v',
  disabled: () => null,
  start: () => ({
    hint: signal({
      zh: '单击社区或问题查看；拖动平移地图。',
      en: 'Click a community or a finding; drag to pan.',
    }),
    pointer: () => false,
    end: () => undefined,
  }),
};
