import{i as a}from"./chunk-2KNYPB24.js";import"./chunk-JGEHUTWO.js";import"./chunk-74SF2XNR.js";export{a as markdown};
