import{i as a}from"./chunk-6DCSI2HZ.js";import"./chunk-JGEHUTWO.js";import"./chunk-74SF2XNR.js";export{a as markdown};
