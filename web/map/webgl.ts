/** Whether the browser can draw the map at all. MapLibre needs WebGL 2. */
export function hasWebGl(): boolean {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('webgl2');
  // Contexts are scarce; give this one back at once.
  context?.getExtension('WEBGL_lose_context')?.loseContext();
  return context !== null;
}
