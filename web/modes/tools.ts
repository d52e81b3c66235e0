import { inspectTool } from './inspect-tool.ts';
import { lassoTool } from './lasso-tool.ts';
import { paintTool } from './paint-tool.ts';
import type { Tool } from './tool.ts';

/** The tools of the planner, in the order of the toolbar. */
export const TOOLS: readonly Tool[] = [inspectTool, paintTool, lassoTool];
