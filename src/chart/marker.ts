// Shapes that tell series apart without colour, and fills that tell how a point came to be. Rests on nothing.

export type MarkerShape = 'circle' | 'square' | 'triangle' | 'diamond';

export interface MarkerPaths {
  /** The whole outline, centred on 0, 0. */
  readonly outline: string;
  /** Its left half, closed. */
  readonly half: string;
}

/** Path data of a marker of about the area of a circle with this radius, in pixels. */
export function markerPaths(shape: MarkerShape, radius: number): MarkerPaths {
  switch (shape) {
    case 'circle': {
      const r = radius;
      return { outline: `M0,${-r}A${r},${r} 0 1 1 0,${r}A${r},${r} 0 1 1 0,${-r}Z`, half: `M0,${-r}A${r},${r} 0 0 0 0,${r}Z` };
    }
    case 'square': {
      const s = round(radius * 0.89);
      return { outline: `M${-s},${-s}H${s}V${s}H${-s}Z`, half: `M${-s},${-s}H0V${s}H${-s}Z` };
    }
    case 'triangle': {
      const up = round(radius * 1.35);
      const side = round(radius * 1.17);
      const down = round(radius * 0.68);
      return { outline: `M0,${-up}L${side},${down}H${-side}Z`, half: `M0,${-up}V${down}H${-side}Z` };
    }
    case 'diamond': {
      const d = round(radius * 1.25);
      return { outline: `M0,${-d}L${d},0L0,${d}L${-d},0Z`, half: `M0,${-d}V${d}L${-d},0Z` };
    }
    default:
      shape satisfies never;
      throw new Error(`no marker ${String(shape)}`);
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
