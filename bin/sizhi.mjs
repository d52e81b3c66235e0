#!/usr/bin/env node
// The same as sizhi.cjs, under the name that it had.
import './sizhi.cjs';
