/** A small drawing from one path in a 16 × 16 box; decoration, so hidden from screen readers. */
export function Icon({ path, filled = false }: { path: string; filled?: boolean }) {
  return (
    <svg class={filled ? 'icon icon-filled' : 'icon'} viewBox="0 0 16 16" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
