import { signal } from '@preact/signals';
import type { ToolSession } from '../modes/tool.ts';

/** The tool at work, for its hint and for the keys; null while the pointer only looks. */
export const activeSession = signal<ToolSession | null>(null);

/** What stands at the pointer, for those who cannot see it there. */
export const labelText = signal('');
