// Shapes that tell series apart without colour, and fills that tell how a point came to be. Rests on curve.ts.
import type { Point } from './curve.ts';

export type MarkerShape = 'circle' | 'square' | 'triangle' | 'diamond' | 'wedge';

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
    case 'wedge': {
      const down = round(radius * 1.35);
      const side = round(radius * 1.17);
      const up = round(radius * 0.68);
      return { outline: `M0,${down}L${side},${-up}H${-side}Z`, half: `M0,${down}V${-up}H${-side}Z` };
    }
    default:
      shape satisfies never;
      throw new Error(`no marker ${String(shape)}`);
  }
}

/** One path of many outlines of a shape, each around its point: for hundreds of marks that share a style. */
export function markersPath(shape: MarkerShape, radius: number, points: readonly Point[]): string {
  const outline = relativeOutline(shape, radius);
  return points.map(({ x, y }) => `M${x.toFixed(1)},${y.toFixed(1)}${outline}`).join('');
}

/** From the centre, in relative commands; ends closed. */
function relativeOutline(shape: MarkerShape, radius: number): string {
  switch (shape) {
    case 'circle':
      return `m0,${-radius}a${radius},${radius} 0 1 1 0,${2 * radius}a${radius},${radius} 0 1 1 0,${-2 * radius}z`;
    case 'square': {
      const s = round(radius * 0.89);
      return `m${-s},${-s}h${2 * s}v${2 * s}h${-2 * s}z`;
    }
    case 'triangle': {
      const up = round(radius * 1.35);
      const side = round(radius * 1.17);
      const tall = round(radius * 0.68) + up;
      return `m0,${-up}l${side},${tall}h${-2 * side}z`;
    }
    case 'diamond': {
      const d = round(radius * 1.25);
      return `m0,${-d}l${d},${d}l${-d},${d}l${-d},${-d}z`;
    }
    case 'wedge': {
      const down = round(radius * 1.35);
      const side = round(radius * 1.17);
      const tall = round(radius * 0.68) + down;
      return `m0,${down}l${side},${-tall}h${-2 * side}z`;
    }
    default:
      shape satisfies never;
      throw new Error(`no marker ${String(shape)}`);
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
