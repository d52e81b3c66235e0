import { drawTool } from './draw-tool.ts';
import { inspectTool } from './inspect-tool.ts';
import { lassoTool } from './lasso-tool.ts';
import { mergeTool } from './merge-tool.ts';
import { paintTool } from './paint-tool.ts';
import { redrawTool } from './redraw-tool.ts';
import { reshapeTool } from './reshape-tool.ts';
import { splitLineTool } from './split-line-tool.ts';
import { splitUnitsTool } from './split-units-tool.ts';
import type { Tool } from './tool.ts';

/** The tools of the planner, in the order of the toolbar. */
export const TOOLS: readonly Tool[] = [
  inspectTool,
  paintTool,
  lassoTool,
  reshapeTool,
  redrawTool,
  splitLineTool,
  splitUnitsTool,
  mergeTool,
  drawTool,
];
