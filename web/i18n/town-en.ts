import type { TownTexts } from './town-zh.ts';

export const townEn: TownTexts = {
  colourBy: 'Colour by',
  colour: {
    political: 'Neighbours differ',
    kind: 'Kind',
    households: 'Households against the band',
    compactness: 'Compactness',
    change: 'Change by the plan',
  },
  class: {
    'no-households': 'households unknown',
    'no-shape': 'no shape',
    'other-kind': 'other',
    created: 'new',
    changed: 'changed',
    unchanged: 'unchanged',
  },
  irregular: (range) => `${range} irregular`,
  toMerge: (range) => `${range} to merge`,
  fitting: (range) => `${range} fitting`,
  toSplit: (range) => `${range} to split`,
  noBandColour: 'No policy says how many households fit: nothing to colour by.',
  noPlanColour: 'Shows what a plan changes, once one is open.',

  measures: 'Measures',
  pinMeasures: 'Choose the measures to show',
  pinHint: 'They are shown for the selected community and in the list.',
  measuring: 'being computed',
  unitPeople: 'per km²',
  unitSpace: 'm² per 100 households',
  household: 'households',
  people: 'people',
  dwelling: 'dwellings',
  estimated: 'partly estimated',
  noFigure: 'no data',

  bandShort: { below: 'too few', above: 'too many', fitting: 'fitting' },
  more: (n) => `${n} more`,

  print: 'Print the map (A4 landscape)',
  printNow: 'Print',
  printRange: 'What to print',
  printRanges: { town: 'Whole town', view: 'Present view' },
  printRangeHints: { town: 'the town fills the sheet', view: 'what the screen shows' },
  printHint:
    'The sheet has a title, legend, scale bar, north arrow and source; layers and colours are those of the screen, in light colours.',
  printing: 'Preparing the print…',
  printTitle: (town) => `Communities of ${town}`,
  printRegister: 'Boundaries in force',
  printPlan: (name) => `Plan: ${name}`,
  printMade: (day) => `Made on ${day}`,
  printSource:
    'Made with Sizhi. Coordinates WGS 84, drawn in web Mercator; the scale holds at the middle of the map.',
  printNorth: 'N',
  legend: 'Legend',

  standing: 'standing',
  waivedGroup: 'waived',
  waivedCount: (n) => `and ${n} waived`,
  showFilters: 'Filter',
  showAll: (n) => `Show ${n}`,
  showLess: 'Show less',
  foldCard: 'Fold the details',
  unfoldCard: 'Unfold the details',
  planOf: (town) => `Plan of ${town}`,
  switchPlan: 'Other plans',
  townLine: (communities, area, households) =>
    [`${communities} communities`, households && `${households} households`, area]
      .filter(Boolean)
      .join(' · '),

  announceSaved: 'All changes are saved',
  announceOffline: 'The server cannot be reached; changes are kept in this browser',
  announceConflict: 'Somebody else has changed the plan: please decide',
  announcePreview: (what) => `Preview: ${what}. Enter accepts, Escape drops it.`,
  announceRefusal: (why) => `Cannot be done: ${why}`,
};
