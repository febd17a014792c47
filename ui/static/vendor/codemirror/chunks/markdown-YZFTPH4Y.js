import{i as a}from"./chunk-BKMJIPHY.js";import"./chunk-R4XFMT2N.js";import"./chunk-54V4367E.js";export{a as markdown};
