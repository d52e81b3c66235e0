import { type Static, Type } from 'typebox';
import { AuditSummarySchema, FindingSchema } from './audits.ts';
import { MessageSchema } from './problem.ts';

/** States of a plan; the workflow of review and notice adds others. */
export const PLAN_STATES = ['draft', 'registered', 'archived'] as const;

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);
const moment = (description: string) => Type.String({ format: 'date-time', description });
const day = (description: string) =>
  Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description });
const name = () => Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' });
const count = (description: string) => Type.Integer({ minimum: 0, description });

/** A plan without what is counted for it. */
const summaryMembers = {
  id: Type.String({ format: 'uuid' }),
  jurisdiction: Type.String({ description: 'Code of the jurisdiction' }),
  name: Type.String(),
  description: nullable(Type.String()),
  status: Type.Enum([...PLAN_STATES]),
  policy: Type.String({ description: 'Id of the policy that the plan is judged by' }),
  version: Type.Integer({
    minimum: 1,
    description: 'Grows by one with every write; in quotes it is the ETag',
  }),
  base: Type.Object(
    { recorded: Type.String(), datetime: Type.String() },
    {
      description:
        'The register that the plan begins from: as the database knew it at the moment of its last change, on a day in law',
    },
  ),
  parent: nullable(
    Type.Object(
      { id: Type.String({ format: 'uuid' }), version: Type.Integer() },
      { description: 'The plan that this one was branched from' },
    ),
  ),
  audit: Type.Object(
    {
      state: Type.Enum(['none', 'current', 'stale']),
      engine: nullable(Type.String({ description: 'Version of the engine that audited' })),
    },
    { description: 'Whether the stored audit is of the plan as it is, by the engine as it is' },
  ),
  createdAt: moment('When it was made'),
  createdBy: Type.String(),
  updatedAt: moment('When it was last written to'),
  updatedBy: Type.String(),
  effective: nullable(Type.String({ description: 'Day from which a registered plan is in force' })),
  registeredAt: nullable(Type.String()),
};

export const PlanSummarySchema = Type.Object(summaryMembers, { title: 'PlanSummary' });

export const PlanSchema = Type.Object(
  {
    ...summaryMembers,
    undo: count('How many steps can be undone'),
    redo: count('How many undone steps can be redone'),
  },
  { title: 'Plan' },
);
export type Plan = Static<typeof PlanSchema>;

export const PlanListSchema = Type.Object({
  plans: Type.Array(PlanSummarySchema),
  next: Type.Optional(Type.String({ description: 'Address of the next page' })),
});

/** Body of `POST /plans`. */
export const NewPlanSchema = Type.Object(
  {
    name: name(),
    description: Type.Optional(nullable(Type.String({ maxLength: 10_000 }))),
    jurisdiction: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description: 'Code or id: begins from its register',
      }),
    ),
    datetime: Type.Optional(
      day('The day in law whose communities the plan begins with; by default today'),
    ),
    from: Type.Optional(
      Type.String({ format: 'uuid', description: 'Id of a plan: branches from its head' }),
    ),
    policy: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 64,
        description: "By default the jurisdiction's, or the parent's",
      }),
    ),
  },
  { additionalProperties: false },
);
export type NewPlan = Static<typeof NewPlanSchema>;

/** Body of `PATCH /plans/{id}`. */
export const PlanPatchSchema = Type.Object(
  {
    name: Type.Optional(name()),
    description: Type.Optional(nullable(Type.String({ maxLength: 10_000 }))),
    policy: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    status: Type.Optional(
      Type.Literal('draft', { description: 'Takes an archived plan up again' }),
    ),
  },
  { additionalProperties: false, minProperties: 1 },
);
export type PlanPatch = Static<typeof PlanPatchSchema>;

/** One operation as it is sent; its parameters are described in docs/plans-guide.md. */
export const OperationSchema = Type.Object({
  operation: Type.String({ description: 'Kind: merge, split-by-line, transfer-units, …' }),
  parameters: Type.Record(Type.String(), Type.Unknown()),
});

/** Body of `POST /plans/{id}/operations`. */
export const OperationsRequestSchema = Type.Union([
  OperationSchema,
  Type.Array(OperationSchema, { minItems: 1, maxItems: 500 }),
  Type.Object({ operations: Type.Array(OperationSchema, { minItems: 1, maxItems: 500 }) }),
]);

const LineageSchema = Type.Object({
  parent: nullable(Type.String()),
  child: nullable(Type.String()),
  kind: Type.Enum(['merge', 'split', 'transfer', 'convert', 'create', 'abolish']),
  areaSquareMetres: Type.Optional(Type.Number()),
});

const ExtentSchema = nullable(
  Type.Array(Type.Number(), {
    minItems: 4,
    maxItems: 4,
    description: 'West, south, east, north of the ground that changed; null: attributes alone',
  }),
);

/** What a write to the communities did. */
const WriteMembers = {
  operations: Type.Array(
    Type.Object({
      sequence: nullable(Type.Integer({ description: 'Null in a dry run' })),
      operation: Type.String(),
      description: MessageSchema,
      extent: ExtentSchema,
      lineage: Type.Array(LineageSchema),
    }),
  ),
  communities: Type.Object({
    put: Type.Array(Type.String(), { description: 'Ids of communities that are new or different' }),
    removed: Type.Array(Type.String(), { description: 'Ids of communities that are no more' }),
  }),
  audit: Type.Object(
    {
      engine: Type.String(),
      counts: AuditSummarySchema.properties.counts,
      added: Type.Array(FindingSchema, {
        description: 'Findings that the write brought about, or whose communities it touched',
      }),
      removed: Type.Array(Type.String(), { description: 'Ids of findings that are no more' }),
      wholeBecause: nullable(
        Type.String({ description: 'Why the whole coverage was audited and not a part of it' }),
      ),
    },
    { description: 'Of the coverage; for the rules of the policy ask GET /plans/{id}/audit' },
  ),
};

export const OperationsAnswerSchema = Type.Object({ plan: PlanSchema, ...WriteMembers });
export const DryRunAnswerSchema = Type.Object({
  dryRun: Type.Literal(true),
  plan: PlanSchema,
  ...WriteMembers,
});

export const HistorySchema = Type.Object({
  operations: Type.Array(
    Type.Object({
      sequence: Type.Integer(),
      operation: Type.String(),
      parameters: Type.Unknown(),
      description: MessageSchema,
      author: Type.String(),
      at: Type.String({ format: 'date-time' }),
      planVersion: Type.Integer({ description: 'Version of the plan that it was written with' }),
      state: Type.Enum(['applied', 'undone', 'abandoned'], {
        description:
          'undone: can be redone. abandoned: another operation, or a rebase, came after it was undone',
      }),
      rebasedFrom: nullable(Type.Integer({ description: 'Sequence before a rebase' })),
    }),
  ),
  next: Type.Optional(Type.String()),
});

/** Body of `POST /plans/{id}/undo` and `/redo`; none is one step. */
export const StepsRequestSchema = Type.Object(
  {
    steps: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
    to: Type.Optional(
      Type.Integer({
        minimum: 0,
        description: 'Sequence that is the last applied one afterwards; 0 undoes everything',
      }),
    ),
  },
  { additionalProperties: false },
);
export type StepsRequest = Static<typeof StepsRequestSchema>;

export const SnapshotSchema = Type.Object({
  id: Type.String({ format: 'uuid' }),
  name: Type.String(),
  planVersion: Type.Integer(),
  createdAt: Type.String({ format: 'date-time' }),
  createdBy: Type.String(),
  restorable: Type.Boolean({ description: 'False: it is from before a rebase' }),
});
export const SnapshotListSchema = Type.Object({ snapshots: Type.Array(SnapshotSchema) });
export const SnapshotRequestSchema = Type.Object({ name: name() }, { additionalProperties: false });

export const WaiverSchema = Type.Object({
  finding: Type.String(),
  reason: Type.String(),
  author: Type.String(),
  createdAt: Type.String({ format: 'date-time' }),
});
export const WaiverRequestSchema = Type.Object(
  {
    finding: Type.String({ minLength: 1, maxLength: 500, description: 'Id of the finding' }),
    reason: Type.String({ minLength: 1, maxLength: 5000, pattern: '\\S' }),
  },
  { additionalProperties: false },
);

export const PlanAuditSchema = Type.Object(
  {
    plan: Type.Object({
      id: Type.String(),
      version: Type.Integer(),
      jurisdiction: Type.String(),
      policy: Type.String(),
    }),
    version: Type.String({ description: 'Of the engine' }),
    summary: AuditSummarySchema,
    findings: Type.Array(FindingSchema),
    assumptions: Type.Array(MessageSchema),
    waivers: Type.Array(WaiverSchema),
    standing: Type.Object(
      {
        error: Type.Integer(),
        warning: Type.Integer(),
        info: Type.Integer(),
      },
      { description: 'Findings that are not waived; a plan with errors is not registered' },
    ),
  },
  { title: 'PlanAudit' },
);

export const UnitsOfPlanSchema = Type.Object({
  units: Type.Array(
    Type.Object({
      unit: Type.String(),
      community: Type.Optional(nullable(Type.String())),
      changed: Type.Boolean({ description: 'Another one than in the base' }),
    }),
  ),
  unknown: Type.Integer({ description: 'Units of which nobody has said whose they are' }),
});

export const PlanDiffSchema = Type.Object(
  {
    version: Type.String({ description: 'Of the engine' }),
    against: Type.Record(Type.String(), Type.Unknown()),
    communities: Type.Array(Type.Unknown()),
    moved: Type.Array(Type.Unknown()),
    lineage: Type.Array(LineageSchema),
    adjustment: Type.Unknown({ description: 'In words; see POST /descriptions' }),
    notes: Type.Array(MessageSchema),
  },
  { title: 'PlanDiff' },
);

/** Body of `POST /plans/{id}/rebase`. */
export const RebaseRequestSchema = Type.Object(
  {
    datetime: Type.Optional(day("Day in law of the new base; by default the plan's own")),
  },
  { additionalProperties: false },
);
export type RebaseRequest = Static<typeof RebaseRequestSchema>;

const RebaseMembers = {
  base: summaryMembers.base,
  rebase: Type.Array(
    Type.Object({
      sequence: Type.Integer({ description: 'As it was before' }),
      operation: Type.String(),
      outcome: Type.Enum(['kept', 'adapted', 'refused']),
      description: MessageSchema,
      reason: Type.Optional(Type.Unknown()),
    }),
  ),
};
export const RebaseAnswerSchema = Type.Object({
  plan: PlanSchema,
  ...RebaseMembers,
  ...WriteMembers,
});
export const RebaseDryRunSchema = Type.Object({
  dryRun: Type.Literal(true),
  plan: PlanSchema,
  ...RebaseMembers,
});

/** Body of `POST /plans/{id}/registration`. */
export const RegistrationRequestSchema = Type.Object(
  { effective: day('Day from which the new boundaries are in force') },
  { additionalProperties: false },
);
export type RegistrationRequest = Static<typeof RegistrationRequestSchema>;

export const RegistrationAnswerSchema = Type.Object({
  plan: PlanSchema,
  communities: Type.Object({
    created: Type.Integer(),
    changed: Type.Integer(),
    closed: Type.Integer(),
    unchanged: Type.Integer(),
  }),
  lineage: Type.Array(LineageSchema),
  units: Type.Integer({ description: 'Units whose community was brought up to date' }),
  notes: Type.Array(MessageSchema),
});
