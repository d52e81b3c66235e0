import { vi } from 'vitest';
import { describeStory } from '../helpers/planner-story.ts';
import { sampleOrigin } from '../helpers/sample-origin.ts';

// Each is a whole piece of work, on a map that is drawn without a graphics card.
vi.setConfig({ testTimeout: 180_000 });

/** Where the faults of the sample town are (data/sample/faults.json), and who is to have the ground. */
describeStory(
  {
    title: 'the sample town, from its faults to a plan and back',
    plan: '栖澜街道的故事',
    planted: /^(gap|overlap|non-contiguous|split|merge|whole)-/,
    count: 10,
    strokes: [
      {
        zoom: 13.8,
        at: [120.004, 30.309],
        strokes: [
          {
            // The stray part, to 永福村 around it.
            to: [120.0204, 30.3049],
            at: [120.0180515, 30.3049269],
            along: [
              [120.0168, 30.3045],
              [120.0172, 30.306],
              [120.018, 30.3038],
              [120.0188, 30.306],
              [120.0194, 30.3045],
            ],
            said: /划入“永福村”/,
          },
          { to: [120.019, 30.3115], at: [120.0138455, 30.3139797], said: /云岭村/ },
          { to: [120.0035, 30.3015], at: [120.0043194, 30.305051], said: /重叠归“芳洲社区”/ },
          // The estate that is cut.
          { to: [119.9885, 30.3124], at: [119.9925656, 30.312943], said: /划入“雁湖社区”/ },
        ],
      },
      {
        zoom: 14.2,
        at: [119.976, 30.304],
        strokes: [
          { to: [119.9755, 30.3055], at: [119.9768969, 30.3031963], said: /重叠归“麦浪村”/ },
        ],
      },
      {
        zoom: 14.2,
        at: [119.998, 30.291],
        strokes: [
          { to: [120.0002, 30.2835], at: [120.0001799, 30.2863611], said: /空白划入“青枫村”/ },
          { to: [120.0005, 30.2985], at: [119.9963366, 30.2973599], said: /划入“鹤亭社区”/ },
        ],
      },
    ],
    painted: ['gap-', 'overlap-', 'non-contiguous-', 'whole-'],
    // The block that is missing in the middle of 鹤亭社区.
    gap: {
      zoom: 16.5,
      at: [119.9963, 30.2974],
      corners: [
        [119.9958994, 30.2978172],
        [119.9962054, 30.2968529],
        [119.9967389, 30.2968832],
        [119.9965172, 30.2978411],
      ],
    },
    // Along 育英路, from border to border of 桃源社区 (6,200 households).
    split: {
      zoom: 14.6,
      at: [119.9925, 30.3025],
      line: [
        [119.9932528, 30.3000631],
        [119.991665, 30.3052437],
      ],
      said: /沿线拆分“桃源社区”/,
    },
    // 石桥园区社区 (380 households) becomes part of 北桥社区.
    merge: {
      zoom: 14.6,
      at: [120.0102, 30.2885],
      into: [120.0062, 30.29],
      small: [120.0142595, 30.287],
    },
    // Two crossings on the border of 凤鸣社区 and 北桥社区, and a road's corner in the latter.
    redraw: {
      zoom: 15.2,
      at: [120.0045, 30.2902],
      clicks: [
        [120.0021998, 30.2885411],
        [120.0070523, 30.2895735],
        [120.0061711, 30.2921221],
      ],
      said: /重画“凤鸣社区”与“北桥社区”的边界/,
    },
    drag: { from: [120.0061711, 30.2921221], to: [120.0066, 30.2916] },
    offered: ['gap-', 'overlap-', 'non-contiguous-', 'whole-f', 'merge-'],
  },
  sampleOrigin,
);
