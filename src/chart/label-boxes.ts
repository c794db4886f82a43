// Places a short label beside each of many marks so that no label covers another label or a mark. Rests on curve.ts.
// Greedy, in the given order: right, left, above, below; a label without room is left out.
import type { Point } from './curve.ts';
import type { Interval } from './scale.ts';

export interface LabelRequest extends Point {
  /** Pixels that the text is wide. */
  readonly width: number;
}

export interface PlacedLabel extends Point {
  readonly anchor: 'start' | 'middle' | 'end';
}

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface LabelRoom {
  /** Pixels that a line of text is high. */
  readonly height: number;
  /** Pixels from a mark's centre to its label. */
  readonly gap: number;
  readonly across: Interval;
  readonly down: Interval;
  /** What no label may cover besides. */
  readonly taken: readonly Box[];
}

/** Same length and order as `requests`; y is the middle of the text. Undefined where there is no room. */
export function placeLabels(requests: readonly LabelRequest[], room: LabelRoom): readonly (PlacedLabel | undefined)[] {
  const marks = requests.map(({ x, y }) => boxAround({ x, y }, room.gap * 0.7, room.gap * 0.7));
  const taken: Box[] = [...room.taken];
  return requests.map((request, own) => {
    for (const label of candidates(request, room)) {
      const box = boxOf(label, request.width, room.height);
      const isInside =
        box.left >= room.across.low && box.right <= room.across.high && box.top >= room.down.low && box.bottom <= room.down.high;
      const isFree =
        taken.every((other) => !overlap(box, other)) && marks.every((mark, index) => index === own || !overlap(box, mark));
      if (!isInside || !isFree) continue;
      taken.push(box);
      return label;
    }
    return undefined;
  });
}

function candidates({ x, y }: Point, { gap, height }: LabelRoom): readonly PlacedLabel[] {
  const off = gap * 0.5 + height * 0.6;
  return [
    { x: x + gap, y, anchor: 'start' },
    { x: x - gap, y, anchor: 'end' },
    { x, y: y - off, anchor: 'middle' },
    { x, y: y + off, anchor: 'middle' },
    { x: x + gap * 0.7, y: y - off, anchor: 'start' },
    { x: x + gap * 0.7, y: y + off, anchor: 'start' },
    { x: x - gap * 0.7, y: y - off, anchor: 'end' },
    { x: x - gap * 0.7, y: y + off, anchor: 'end' },
  ];
}

function boxOf({ x, y, anchor }: PlacedLabel, width: number, height: number): Box {
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  return { left, right: left + width, top: y - height / 2, bottom: y + height / 2 };
}

function boxAround({ x, y }: Point, across: number, down: number): Box {
  return { left: x - across, right: x + across, top: y - down, bottom: y + down };
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
