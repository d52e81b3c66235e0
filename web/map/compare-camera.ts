import type { Map as MapLibreMap } from 'maplibre-gl';

/** Where a map looks. */
export interface MapPlace {
  center: [lon: number, lat: number];
  zoom: number;
}

/** The camera of a map, for another one that shows the same place. */
export interface MapCamera {
  place(): MapPlace;
  goTo(place: MapPlace): void;
  /** Called at each step of a move. @returns ends it */
  onMove(listener: () => void): () => void;
}

export function createCamera(map: MapLibreMap): MapCamera {
  return {
    place() {
      const { lng, lat } = map.getCenter();
      return { center: [lng, lat], zoom: map.getZoom() };
    },
    goTo(place) {
      map.jumpTo(place);
    },
    onMove(listener) {
      map.on('move', listener);
      map.on('resize', listener);
      return () => {
        map.off('move', listener);
        map.off('resize', listener);
      };
    },
  };
}

/** Keeps two maps at the same place, whichever of them is moved. @returns ends it */
export function linkCameras(first: MapCamera, second: MapCamera): () => void {
  second.goTo(first.place());
  let isFollowing = false;
  const follow = (leader: MapCamera, follower: MapCamera) => (): void => {
    // The move of the one that follows is no move to be followed.
    if (isFollowing) return;
    isFollowing = true;
    follower.goTo(leader.place());
    isFollowing = false;
  };
  const ends = [first.onMove(follow(first, second)), second.onMove(follow(second, first))];
  return () => {
    for (const end of ends) end();
  };
}
