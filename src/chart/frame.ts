// The plot's rectangle inside a chart of a given width. Rests on nothing; pixels.

export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Pixels of one sixteenth of the page's text size: distances beside text are multiples of it. */
  readonly unit: number;
  /** Below this width labels are short and ticks few. */
  readonly isNarrow: boolean;
  /** Upper bounds of ticks that stay legible. */
  readonly columns: number;
  readonly rows: number;
}

export interface FrameRequest {
  /** Pixels across; less than 200 is laid out as 200. */
  readonly width: number;
  /** The page's text size in pixels. */
  readonly textSize: number;
  /** Asks for room on the right for labels at the lines' ends. */
  readonly hasEndLabels: boolean;
}

const NARROW = 560;

export function chartFrame({ width, textSize, hasEndLabels }: FrameRequest): Frame {
  const whole = Math.max(200, Math.round(width));
  const unit = textSize / 16;
  const isNarrow = whole / unit < NARROW;
  const height = Math.round(Math.min(600 * unit, Math.max(260 * unit, whole * (isNarrow ? 0.86 : 0.5))));
  const left = Math.round((isNarrow ? 54 : 62) * unit);
  const right = whole - Math.round((hasEndLabels ? (isNarrow ? 72 : 128) : 18) * unit);
  const top = Math.round(30 * unit);
  const bottom = height - Math.round(44 * unit);
  return {
    width: whole,
    height,
    left,
    right,
    top,
    bottom,
    unit,
    isNarrow,
    columns: Math.floor((right - left) / (58 * unit)),
    rows: Math.floor((bottom - top) / (34 * unit)),
  };
}
