import { Icon } from '../panels/icon.tsx';
import { printing } from '../state/printing.ts';
import { useStore } from '../state/store-context.ts';

/** Zoom, the whole town, where north is, and the map on paper. */
export function ZoomButtons(props: { onZoom: (steps: number) => void; onFit: () => void }) {
  const { texts, planner } = useStore();
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
        <button
          type="button"
          title={texts.value.town.print}
          aria-label={texts.value.town.print}
          aria-busy={printing.value}
          onClick={() => planner.setDialog('print')}
        >
          <Icon path="M4.5 6V2.5h7V6 M4.5 11.5h-2V6h11v5.5h-2 M4.5 9.5h7v4h-7z" />
        </button>
      </div>
    </div>
  );
}
