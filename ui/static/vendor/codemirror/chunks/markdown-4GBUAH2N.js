import{i as a}from"./chunk-U7BMLDI6.js";import"./chunk-JGEHUTWO.js";import"./chunk-74SF2XNR.js";export{a as markdown};
