// The plot's rectangle inside a chart of a given width. Rests on nothing; pixels.

export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Below this width labels are short and ticks few. */
  readonly isNarrow: boolean;
  /** Upper bounds of ticks that stay legible. */
  readonly columns: number;
  readonly rows: number;
}

const NARROW = 560;

/** `labels` asks for room on the right for labels at the lines' ends. Widths under 200 are laid out as 200. */
export function chartFrame(width: number, labels: boolean): Frame {
  const whole = Math.max(200, Math.round(width));
  const isNarrow = whole < NARROW;
  const height = Math.round(Math.min(620, Math.max(260, whole * (isNarrow ? 0.86 : 0.52))));
  const left = isNarrow ? 46 : 64;
  const right = whole - (labels ? (isNarrow ? 72 : 132) : 18);
  const top = 30;
  const bottom = height - 44;
  return { width: whole, height, left, right, top, bottom, isNarrow, columns: Math.floor((right - left) / 58), rows: Math.floor((bottom - top) / 34) };
}
