import{i as a}from"./chunk-L6UPXAOS.js";import"./chunk-JGEHUTWO.js";import"./chunk-74SF2XNR.js";export{a as markdown};
