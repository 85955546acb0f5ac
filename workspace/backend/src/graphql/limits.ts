/**
 * How much one operation may ask. Fragments are measured once and counted wherever they are spread, so that a few
 * hundred bytes cannot stand for a million fields unseen.
 */
import { GraphQLError, Kind, type ASTVisitor, type SelectionSetNode, type ValidationContext } from 'graphql';

export const MAX_DEPTH = 8;
export const MAX_FIELDS = 300;

interface Size {
  readonly depth: number;
  readonly fields: number;
}

const NOTHING: Size = { depth: 0, fields: 0 };

export function operationLimits(context: ValidationContext): ASTVisitor {
  const fragments = new Map<string, Size>();

  function sizeOf(selections: SelectionSetNode | undefined): Size {
    let depth = 0;
    let fields = 0;
    for (const selection of selections?.selections ?? []) {
      let size: Size;
      if (selection.kind === Kind.FIELD) {
        // The schema's description of itself is deeper than any question about characters, and bounded.
        const inner = selection.name.value.startsWith('__') ? NOTHING : sizeOf(selection.selectionSet);
        size = { depth: inner.depth + 1, fields: inner.fields + 1 };
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        size = sizeOf(selection.selectionSet);
      } else {
        size = sizeOfFragment(selection.name.value);
      }
      depth = Math.max(depth, size.depth);
      fields += size.fields;
    }
    return { depth, fields };
  }

  function sizeOfFragment(name: string): Size {
    const known = fragments.get(name);
    if (known) {
      return known;
    }
    fragments.set(name, NOTHING); // a fragment within itself is refused by another rule
    const size = sizeOf(context.getFragment(name)?.selectionSet);
    fragments.set(name, size);
    return size;
  }

  return {
    OperationDefinition(node) {
      const { depth, fields } = sizeOf(node.selectionSet);
      if (depth > MAX_DEPTH) {
        context.reportError(
          refusal(
            `the operation is ${depth} levels deep, ${MAX_DEPTH} are allowed; ask in parts`,
            'OPERATION_TOO_DEEP',
          ),
        );
      }
      if (fields > MAX_FIELDS) {
        context.reportError(
          refusal(
            `the operation asks for ${fields} fields, ${MAX_FIELDS} are allowed; ask in parts`,
            'OPERATION_TOO_LARGE',
          ),
        );
      }
    },
  };

  function refusal(message: string, code: string): GraphQLError {
    // Apollo gives every error of validation one code; formatError puts ours back.
    return new GraphQLError(message, { extensions: { code, limit: code } });
  }
}
