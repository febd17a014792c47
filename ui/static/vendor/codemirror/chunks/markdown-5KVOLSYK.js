import{i as a}from"./chunk-5S4KNAO2.js";import"./chunk-JGEHUTWO.js";import"./chunk-74SF2XNR.js";export{a as markdown};
