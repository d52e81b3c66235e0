import { Icon } from '../panels/icon.tsx';
import { useStore } from '../state/store-context.ts';

/** Zoom, the whole town, and where north is. */
export function ZoomButtons(props: { onZoom: (steps: number) => void; onFit: () => void }) {
  const { texts } = useStore();
  const { zoomIn, zoomOut, fitTown, north, northTitle } = texts.value;
  return (
    <div class="map-tools">
      <div class="north" role="img" aria-label={northTitle} title={northTitle}>
        <Icon path="M8 1.5L11.5 14 8 11.4 4.5 14z" filled />
        <span aria-hidden="true">{north}</span>
      </div>
      <div class="button-stack">
        <button type="button" title={zoomIn} aria-label={zoomIn} onClick={() => props.onZoom(1)}>
          <Icon path="M8 3v10 M3 8h10" />
        </button>
        <button type="button" title={zoomOut} aria-label={zoomOut} onClick={() => props.onZoom(-1)}>
          <Icon path="M3 8h10" />
        </button>
        <button type="button" title={fitTown} aria-label={fitTown} onClick={props.onFit}>
          <Icon path="M2.5 6V2.5H6 M10 2.5h3.5V6 M13.5 10v3.5H10 M6 13.5H2.5V10" />
        </button>
      </div>
    </div>
  );
}
