import { Type } from 'typebox';
import { MessageSchema } from './problem.ts';

const SeverityWordSchema = Type.Enum(['error', 'warning', 'info']);

const SeveritySchema = Type.Union([
  SeverityWordSchema,
  Type.Object(
    { newCommunity: SeverityWordSchema, existingCommunity: SeverityWordSchema },
    { description: 'Another for communities that a plan makes or changes than for existing ones' },
  ),
]);

const PolicyRuleSchema = Type.Object({
  id: Type.String({ description: 'size.split, coverage.gap, …' }),
  enabled: Type.Boolean({ description: 'A rule that is not enabled is on record and not checked' }),
  severity: SeveritySchema,
  thresholds: Type.Record(Type.String(), Type.Union([Type.Number(), Type.Null()]), {
    description: 'By name, with the unit in it; null where this part of the rule is not checked',
  }),
  clause: Type.String({ description: 'Where it is written' }),
  text: MessageSchema,
  reads: Type.Array(Type.String(), {
    description: 'Material and properties that the rule reads besides the shapes of communities',
  }),
});

const members = {
  id: Type.String(),
  name: MessageSchema,
  source: MessageSchema,
};

/** Answer of `GET /policies`. */
export const PolicyListSchema = Type.Object(
  {
    policies: Type.Array(
      Type.Object({ ...members, rules: Type.Integer({ description: 'How many are enabled' }) }),
    ),
  },
  { title: 'Policies' },
);

/** Answer of `GET /policies/{id}`. */
export const PolicySchema = Type.Object(
  { ...members, rules: Type.Array(PolicyRuleSchema) },
  { title: 'Policy' },
);
