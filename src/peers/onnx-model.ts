// An ONNX model of one node, written as protobuf: what onnxruntime-web is given to run. Rests on nothing. Pure.
// Field numbers: onnx/onnx.proto of ONNX 1.16 (ModelProto, GraphProto, NodeProto, AttributeProto, ValueInfoProto).

export interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly number[];
}

export interface OnnxNode {
  readonly operator: string;
  /** `''` is ONNX's own set of operators. */
  readonly domain: string;
  readonly version: number;
  /** Whole numbers only. */
  readonly attributes: Readonly<Record<string, number>>;
  /** In the operator's order; undefined for one that is left out. */
  readonly inputs: readonly (OnnxTensor | OnnxConstant | undefined)[];
  readonly output: OnnxTensor;
}

/** A whole number that the model itself holds, as int32[1]. */
export interface OnnxConstant {
  readonly name: string;
  readonly constant: number;
}

const IR_VERSION = 10;
const ONNX_VERSION = 17;
const FLOAT = 1;
const INT32 = 6;
const ATTRIBUTE_IS_INT = 2;

/** The tensors among a node's inputs: what a run must be fed. */
export function fedInputs({ inputs }: OnnxNode): readonly OnnxTensor[] {
  return inputs.filter((input) => input !== undefined && 'shape' in input);
}

/** The serialised ModelProto; all tensors are f32. */
export function onnxModel(node: OnnxNode): Uint8Array {
  const constants = node.inputs.filter((input) => input !== undefined && 'constant' in input);
  const graph = [
    message(1, [
      ...node.inputs.map((input) => text(1, input?.name ?? '')),
      text(2, node.output.name),
      text(4, node.operator),
      ...Object.entries(node.attributes).map(([name, value]) =>
        message(5, [text(1, name), number(3, value), number(20, ATTRIBUTE_IS_INT)]),
      ),
      text(7, node.domain),
    ]),
    text(2, 'graph'),
    ...constants.map(({ name, constant }) =>
      message(5, [number(1, 1), number(2, INT32), bytes(5, varint(constant)), text(8, name)]),
    ),
    ...fedInputs(node).map((tensor) => valueInfo(11, tensor)),
    valueInfo(12, node.output),
  ];
  const sets =
    node.domain === ''
      ? [message(8, [text(1, ''), number(2, node.version)])]
      : [message(8, [text(1, ''), number(2, ONNX_VERSION)]), message(8, [text(1, node.domain), number(2, node.version)])];
  return Uint8Array.from([...number(1, IR_VERSION), ...message(7, graph), ...sets.flat()]);
}

function valueInfo(field: number, { name, shape }: OnnxTensor): readonly number[] {
  const dimensions = shape.map((extent) => message(1, [number(1, extent)]));
  return message(field, [text(1, name), message(2, [message(1, [number(1, FLOAT), message(2, dimensions)])])]);
}

/** Protobuf's base-128 varint of a non-negative whole number. */
export function varint(value: number): readonly number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

function number(field: number, value: number): readonly number[] {
  return [...varint(field * 8), ...varint(value)];
}

function text(field: number, value: string): readonly number[] {
  return bytes(field, [...new TextEncoder().encode(value)]);
}

function message(field: number, parts: readonly (readonly number[])[]): readonly number[] {
  return bytes(field, parts.flat());
}

function bytes(field: number, content: readonly number[]): readonly number[] {
  return [...varint(field * 8 + 2), ...varint(content.length), ...content];
}
