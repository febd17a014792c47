import{b as D,d as B}from"./chunk-5EM4E2L3.js";function ae(e){for(var t=1;t<arguments.length;t++){var r=arguments[t];for(var n in r)Object.prototype.hasOwnProperty.call(r,n)&&(e[n]=r[n])}return e}function N(e,t){return Array(t+1).join(e)}function P(e){return e.replace(/^\n*/,"")}function I(e){for(var t=e.length;t>0&&e[t-1]===`
`;)t--;return e.substring(0,t)}function H(e){return I(P(e))}var le=["ADDRESS","ARTICLE","ASIDE","AUDIO","BLOCKQUOTE","BODY","CANVAS","CENTER","DD","DIR","DIV","DL","DT","FIELDSET","FIGCAPTION","FIGURE","FOOTER","FORM","FRAMESET","H1","H2","H3","H4","H5","H6","HEADER","HGROUP","HR","HTML","ISINDEX","LI","MAIN","MENU","NAV","NOFRAMES","NOSCRIPT","OL","OUTPUT","P","PRE","SECTION","TABLE","TBODY","TD","TFOOT","TH","THEAD","TR","UL"];function x(e){return w(e,le)}var F=["AREA","BASE","BR","COL","COMMAND","EMBED","HR","IMG","INPUT","KEYGEN","LINK","META","PARAM","SOURCE","TRACK","WBR"];function W(e){return w(e,F)}function se(e){return j(e,F)}var _=["A","TABLE","THEAD","TBODY","TFOOT","TH","TD","IFRAME","SCRIPT","AUDIO","VIDEO"];function oe(e){return w(e,_)}function ce(e){return j(e,_)}function w(e,t){return t.indexOf(e.nodeName)>=0}function j(e,t){return e.getElementsByTagName&&t.some(function(r){return e.getElementsByTagName(r).length})}var ue=[[/\\/g,"\\\\"],[/\*/g,"\\*"],[/^-/g,"\\-"],[/^\+ /g,"\\+ "],[/^(=+)/g,"\\$1"],[/^(#{1,6}) /g,"\\$1 "],[/`/g,"\\`"],[/^~~~/g,"\\~~~"],[/\[/g,"\\["],[/\]/g,"\\]"],[/^>/g,"\\>"],[/_/g,"\\_"],[/^(\d+)\. /g,"$1\\. "]];function q(e){return ue.reduce(function(t,r){return t.replace(r[0],r[1])},e)}var f={};f.paragraph={filter:"p",replacement:function(e){return`

`+e+`

`}};f.lineBreak={filter:"br",replacement:function(e,t,r){return r.br+`
`}};f.heading={filter:["h1","h2","h3","h4","h5","h6"],replacement:function(e,t,r){var n=Number(t.nodeName.charAt(1));if(r.headingStyle==="setext"&&n<3){var i=N(n===1?"=":"-",e.length);return`

`+e+`
`+i+`

`}else return`

`+N("#",n)+" "+e+`

`}};f.blockquote={filter:"blockquote",replacement:function(e){return e=H(e).replace(/^/gm,"> "),`

`+e+`

`}};f.list={filter:["ul","ol"],replacement:function(e,t){var r=t.parentNode;return r.nodeName==="LI"&&r.lastElementChild===t?`
`+e:`

`+e+`

`}};f.listItem={filter:"li",replacement:function(e,t,r){var n=r.bulletListMarker+"   ",i=t.parentNode;if(i.nodeName==="OL"){var a=i.getAttribute("start"),l=Array.prototype.indexOf.call(i.children,t);n=(a?Number(a)+l:l+1)+".  "}var o=/\n$/.test(e);return e=H(e)+(o?`
`:""),e=e.replace(/\n/gm,`
`+" ".repeat(n.length)),n+e+(t.nextSibling?`
`:"")}};f.indentedCodeBlock={filter:function(e,t){return t.codeBlockStyle==="indented"&&e.nodeName==="PRE"&&e.firstChild&&e.firstChild.nodeName==="CODE"},replacement:function(e,t,r){return`

    `+t.firstChild.textContent.replace(/\n/g,`
    `)+`

`}};f.fencedCodeBlock={filter:function(e,t){return t.codeBlockStyle==="fenced"&&e.nodeName==="PRE"&&e.firstChild&&e.firstChild.nodeName==="CODE"},replacement:function(e,t,r){for(var n=t.firstChild.getAttribute("class")||"",i=(n.match(/language-(\S+)/)||[null,""])[1],a=t.firstChild.textContent,l=r.fence.charAt(0),o=3,s=new RegExp("^"+l+"{3,}","gm"),c;c=s.exec(a);)c[0].length>=o&&(o=c[0].length+1);var h=N(l,o);return`

`+h+i+`
`+a.replace(/\n$/,"")+`
`+h+`

`}};f.horizontalRule={filter:"hr",replacement:function(e,t,r){return`

`+r.hr+`

`}};f.inlineLink={filter:function(e,t){return t.linkStyle==="inlined"&&e.nodeName==="A"&&e.getAttribute("href")},replacement:function(e,t){var r=R(t.getAttribute("href")),n=S(g(t.getAttribute("title"))),i=n?' "'+n+'"':"";return"["+e+"]("+r+i+")"}};f.referenceLink={filter:function(e,t){return t.linkStyle==="referenced"&&e.nodeName==="A"&&e.getAttribute("href")},replacement:function(e,t,r){var n=R(t.getAttribute("href")),i=g(t.getAttribute("title"));i&&(i=' "'+S(i)+'"');var a,l;switch(r.linkReferenceStyle){case"collapsed":a="["+e+"][]",l="["+e+"]: "+n+i;break;case"shortcut":a="["+e+"]",l="["+e+"]: "+n+i;break;default:var o=this.references.length+1;a="["+e+"]["+o+"]",l="["+o+"]: "+n+i}return this.references.push(l),a},references:[],append:function(e){var t="";return this.references.length&&(t=`

`+this.references.join(`
`)+`

`,this.references=[]),t}};f.emphasis={filter:["em","i"],replacement:function(e,t,r){return e.trim()?r.emDelimiter+e+r.emDelimiter:""}};f.strong={filter:["strong","b"],replacement:function(e,t,r){return e.trim()?r.strongDelimiter+e+r.strongDelimiter:""}};f.code={filter:function(e){var t=e.previousSibling||e.nextSibling,r=e.parentNode.nodeName==="PRE"&&!t;return e.nodeName==="CODE"&&!r},replacement:function(e){if(!e)return"";e=e.replace(/\r?\n|\r/g," ");for(var t=/^`|^ .*?[^ ].* $|`$/.test(e)?" ":"",r="`",n=e.match(/`+/gm)||[];n.indexOf(r)!==-1;)r=r+"`";return r+t+e+t+r}};f.image={filter:"img",replacement:function(e,t){var r=q(g(t.getAttribute("alt"))),n=R(t.getAttribute("src")||""),i=g(t.getAttribute("title")),a=i?' "'+S(i)+'"':"";return n?"!["+r+"]("+n+a+")":""}};function g(e){return e?e.replace(/(\n+\s*)+/g,`
`):""}function R(e){var t=e.replace(/([<>()])/g,"\\$1");return t.indexOf(" ")>=0?"<"+t+">":t}function S(e){return e.replace(/"/g,'\\"')}function U(e){this.options=e,this._keep=[],this._remove=[],this.blankRule={replacement:e.blankReplacement},this.keepReplacement=e.keepReplacement,this.defaultRule={replacement:e.defaultReplacement},this.array=[];for(var t in e.rules)this.array.push(e.rules[t])}U.prototype={add:function(e,t){this.array.unshift(t)},keep:function(e){this._keep.unshift({filter:e,replacement:this.keepReplacement})},remove:function(e){this._remove.unshift({filter:e,replacement:function(){return""}})},forNode:function(e){if(e.isBlank)return this.blankRule;var t;return(t=y(this.array,e,this.options))||(t=y(this._keep,e,this.options))||(t=y(this._remove,e,this.options))?t:this.defaultRule},forEach:function(e){for(var t=0;t<this.array.length;t++)e(this.array[t],t)}};function y(e,t,r){for(var n=0;n<e.length;n++){var i=e[n];if(fe(i,t,r))return i}}function fe(e,t,r){var n=e.filter;if(typeof n=="string"){if(n===t.nodeName.toLowerCase())return!0}else if(Array.isArray(n)){if(n.indexOf(t.nodeName.toLowerCase())>-1)return!0}else if(typeof n=="function"){if(n.call(e,t,r))return!0}else throw new TypeError("`filter` needs to be a string, array, or function")}function me(e){var t=e.element,r=e.isBlock,n=e.isVoid,i=e.isPre||function(ie){return ie.nodeName==="PRE"};if(!(!t.firstChild||i(t))){for(var a=null,l=!1,o=null,s=L(o,t,i);s!==t;){if(s.nodeType===3||s.nodeType===4){var c=s.data.replace(/[ \r\n\t]+/g," ");if((!a||/ $/.test(a.data))&&!l&&c[0]===" "&&(c=c.substr(1)),!c){s=k(s);continue}s.data=c,a=s}else if(s.nodeType===1)r(s)||s.nodeName==="BR"?(a&&(a.data=a.data.replace(/ $/,"")),a=null,l=!1):n(s)||i(s)?(a=null,l=!0):a&&(l=!1);else{s=k(s);continue}var h=L(o,s,i);o=s,s=h}a&&(a.data=a.data.replace(/ $/,""),a.data||k(a))}}function k(e){var t=e.nextSibling||e.parentNode;return e.parentNode.removeChild(e),t}function L(e,t,r){return e&&e.parentNode===t||r(t)?t.nextSibling||t.parentNode:t.firstChild||t.nextSibling||t.parentNode}var C=typeof window<"u"?window:{};function he(){var e=C.DOMParser,t=!1;try{new e().parseFromString("","text/html")&&(t=!0)}catch{}return t}function pe(){var e=function(){};return de()?e.prototype.parseFromString=function(t){var r=new window.ActiveXObject("htmlfile");return r.designMode="on",r.open(),r.write(t),r.close(),r}:e.prototype.parseFromString=function(t){var r=document.implementation.createHTMLDocument("");return r.open(),r.write(t),r.close(),r},e}function de(){var e=!1;try{document.implementation.createHTMLDocument("").open()}catch{C.ActiveXObject&&(e=!0)}return e}var ge=he()?C.DOMParser:pe();function ve(e,t){var r;if(typeof e=="string"){var n=be().parseFromString('<x-turndown id="turndown-root">'+e+"</x-turndown>","text/html");r=n.getElementById("turndown-root")}else r=e.cloneNode(!0);return me({element:r,isBlock:x,isVoid:W,isPre:t.preformattedCode?ye:null}),r}var A;function be(){return A=A||new ge,A}function ye(e){return e.nodeName==="PRE"||e.nodeName==="CODE"}function ke(e,t){return e.isBlock=x(e),e.isCode=e.nodeName==="CODE"||e.parentNode.isCode,e.isBlank=Ae(e),e.flankingWhitespace=Ne(e,t),e}function Ae(e){return!W(e)&&!oe(e)&&/^\s*$/i.test(e.textContent)&&!se(e)&&!ce(e)}function Ne(e,t){if(e.isBlock||t.preformattedCode&&e.isCode)return{leading:"",trailing:""};var r=xe(e.textContent);return r.leadingAscii&&M("left",e,t)&&(r.leading=r.leadingNonAscii),r.trailingAscii&&M("right",e,t)&&(r.trailing=r.trailingNonAscii),{leading:r.leading,trailing:r.trailing}}function xe(e){var t=e.match(/^(([ \t\r\n]*)(\s*))(?:(?=\S)[\s\S]*\S)?((\s*?)([ \t\r\n]*))$/);return{leading:t[1],leadingAscii:t[2],leadingNonAscii:t[3],trailing:t[4],trailingNonAscii:t[5],trailingAscii:t[6]}}function M(e,t,r){var n,i,a;return e==="left"?(n=t.previousSibling,i=/ $/):(n=t.nextSibling,i=/^ /),n&&(n.nodeType===3?a=i.test(n.nodeValue):r.preformattedCode&&n.nodeName==="CODE"?a=!1:n.nodeType===1&&!x(n)&&(a=i.test(n.textContent))),a}var we=Array.prototype.reduce;function p(e){if(!(this instanceof p))return new p(e);var t={rules:f,headingStyle:"setext",hr:"* * *",bulletListMarker:"*",codeBlockStyle:"indented",fence:"```",emDelimiter:"_",strongDelimiter:"**",linkStyle:"inlined",linkReferenceStyle:"full",br:"  ",preformattedCode:!1,blankReplacement:function(r,n){return n.isBlock?`

`:""},keepReplacement:function(r,n){return n.isBlock?`

`+n.outerHTML+`

`:n.outerHTML},defaultReplacement:function(r,n){return n.isBlock?`

`+r+`

`:r}};this.options=ae({},t,e),this.rules=new U(this.options)}p.prototype={turndown:function(e){if(!Ce(e))throw new TypeError(e+" is not a string, or an element/document/fragment node.");if(e==="")return"";var t=V.call(this,new ve(e,this.options));return Re.call(this,t)},use:function(e){if(Array.isArray(e))for(var t=0;t<e.length;t++)this.use(e[t]);else if(typeof e=="function")e(this);else throw new TypeError("plugin must be a Function or an Array of Functions");return this},addRule:function(e,t){return this.rules.add(e,t),this},keep:function(e){return this.rules.keep(e),this},remove:function(e){return this.rules.remove(e),this},escape:function(e){return q(e)}};function V(e){var t=this;return we.call(e.childNodes,function(r,n){n=new ke(n,t.options);var i="";return n.nodeType===3?i=n.isCode?n.nodeValue:t.escape(n.nodeValue):n.nodeType===1&&(i=Se.call(t,n)),G(r,i),r},[])}function Re(e){var t=this;return this.rules.forEach(function(r){typeof r.append=="function"&&G(e,r.append(t.options))}),e.join("").replace(/^[\t\r\n]+/,"").replace(/[\t\r\n\s]+$/,"")}function Se(e){var t=this.rules.forNode(e),r=V.call(this,e).join(""),n=e.flankingWhitespace;return(n.leading||n.trailing)&&(r=r.trim()),n.leading+t.replacement(r,e,this.options)+n.trailing}function G(e,t){var r=e.pop()||"",n=I(r),i=P(t),a=Math.max(r.length-n.length,t.length-i.length),l=`

`.substring(0,a);n&&e.push(n),l&&e.push(l),i&&e.push(i)}function Ce(e){return e!=null&&(typeof e=="string"||e.nodeType&&(e.nodeType===1||e.nodeType===9||e.nodeType===11))}var X="/notes/",Ee=/^\/notes\/[^/]+\/image$/;function K(e){for(let t of e.querySelectorAll("a[href]"))z(t,"href");for(let t of e.querySelectorAll("img[src]"))z(t,"src");for(let t of e.querySelectorAll("a.missing,img.missing"))t.removeAttribute("title")}function z(e,t){e.setAttribute(t,Te(e.getAttribute(t)??""))}function Te(e){if(e.startsWith("//"))return`https:${e}`;if(!e.startsWith(`${location.origin}/`))return e;let{pathname:t,search:r,searchParams:n,hash:i}=new URL(e);return Ee.test(t)?n.get("at")??e:t===location.pathname&&i?i:(t.startsWith(X)?t.slice(X.length):t)+r+i}var E={};for(let[e,...t]of[["**","strong","b"],["*","em","i"],["~~","del","s","strike"],["==","mark"],["~","sub"],["^","sup"]])for(let r of t)E[r]={mark:e,tag:t[0]};var T=Object.keys(E),Oe=/^[A-Za-z0-9+-]+$/,Y=/\d/,$e=/font-weight:\s*(?:bold|[6-9]00)/i,De=/font-style:\s*italic/i,Be=new Set(["code","a","img","math","input","kbd"]),Q=/^(?:p|div|li|t[dhr]|h[1-6]|blockquote|body|dd|dt|section|article|ul|ol|table)$/;function b(e){let t=e.getAttribute("style")??"";return[...De.test(t)?["em"]:[],...$e.test(t)?["strong"]:[]]}function O(e,t,r=[t.localName]){let n=e.trim();if(!n||/\n\s*\n/.test(n))return e;let i=t.textContent??"",a=/^\s/.test(i)?" ":Z(t,"previousSibling"),l=/\s$/.test(i)?" ":Z(t,"nextSibling"),o=r.reduce((s,c)=>Le(s,E[c],a,l),n);return e.replace(n,()=>o)}function Le(e,{mark:t,tag:r},n,i){let a=Y.test(n)&&Y.test(i);return"~^".includes(t)&&(!Oe.test(e)||a)?`<${r}>${e}</${r}>`:D(e,{mark:t,tag:r},n,i)}function Z(e,t){for(let r=e;!Q.test(v(r));){let n=r[t];if(n&&v(n)==="br")return" ";if(n&&Be.has(v(n)))return"`";let i=Array.from(n?.textContent??"");if(i.length)return i[t==="nextSibling"?0:i.length-1];let a=n??r.parentNode;if(!a||Q.test(v(a)))return"";r=a}return""}function v(e){return e.nodeName.toLowerCase()}function J(e){for(let t of e.querySelectorAll(T.join(",")))for(let r=t.nextSibling;r?.nodeName===t.nodeName;r=t.nextSibling){for(;r.firstChild;)t.appendChild(r.firstChild);r.parentNode?.removeChild(r)}}var Me="h1,h2,h3,h4,h5,h6,ul,ol,table,blockquote,pre,hr,a[href],img,math,strong,b,em,i,code,del,s,strike,mark,p[style*=mso-list]",Pe="script,style,noscript,template,svg,button,[hidden],.katex-html,.anchor",Ie=/white-space:\s*pre|font-family:[^;]*(?:mono|consolas|courier|menlo)/i,ee=/mso-list:\s*\w+ level(\d)/i,te=/mso-list:\s*ignore/i,re=/^\s*(?:javascript|data|vbscript|file|blob|about|#\s*$)/i,He=/(?:^|\s)(?:lang(?:uage)?-|highlight-source-|brush:\s*)([\w+#.-]+)/i,Fe={"":"---",left:":--",right:"--:",center:":-:"};function lt(e){let{body:t}=new DOMParser().parseFromString(e,"text/html");for(let r of d(t,Pe))r.remove();return K(t),J(t),We(t)||!_e(t)?null:u.turndown(t).trim()||null}function d(e,t){return Array.from(e.querySelectorAll(t))}function We(e){let t=e.children.length===1?e.children[0]:null;return!t||t.querySelector("code,table,ul,ol,h1,h2,h3,p")?!1:t.localName==="pre"||Ie.test(m(t))}function _e(e){return d(e,Me).some(r=>!ne(r))||d(e,"span").some(r=>b(r).length>0)}function ne(e){return/^(?:b|i)$/.test(e.localName)&&/(?:weight|style):\s*(?:normal|400)/i.test(m(e))}function m(e){return e.getAttribute("style")??""}var u=new p({headingStyle:"atx",bulletListMarker:"-",codeBlockStyle:"fenced",hr:"---"}),je=u.escape.bind(u);u.escape=e=>je(e).replace(/<(?=[a-z/!?])/gi,"\\<");u.addRule("marks",{filter:T,replacement:(e,t)=>O(e,t)});u.addRule("normal",{filter:ne,replacement:e=>e});u.addRule("looks",{filter:e=>e.localName==="span"&&b(e).length>0,replacement:(e,t)=>O(e,t,b(t))});u.addRule("link",{filter:e=>e.localName==="a"&&re.test(e.getAttribute("href")??"#"),replacement:e=>e});u.addRule("wiki link",{filter:e=>e.localName==="a"&&e.classList.contains("wiki-link")&&qe(e),replacement:(e,t)=>`[[${t.textContent}]]`});u.addRule("image",{filter:e=>e.localName==="img"&&re.test(e.getAttribute("src")||"#"),replacement:(e,t)=>t.getAttribute("alt")??""});u.addRule("formula",{filter:e=>e.localName==="math"&&$(e)!=="",replacement:(e,t)=>Ue(t)});u.addRule("fence",{filter:"pre",replacement:(e,t)=>Ve(t)});u.addRule("item",{filter:"li",replacement:Ge});u.addRule("item of Word",{filter:e=>e.localName==="p"&&ee.test(m(e)),replacement:Xe});u.addRule("marker of Word",{filter:e=>e.localName==="span"&&te.test(m(e)),replacement:()=>""});u.addRule("task",{filter:e=>e.localName==="input"&&e.getAttribute("type")==="checkbox",replacement:(e,t)=>t.hasAttribute("checked")?"[x]":"[ ]"});u.addRule("table",{filter:"table",replacement:(e,t)=>ze(t)??`

${e}

`});function qe(e){return e.getAttribute("href")===encodeURIComponent(e.textContent??"")}function $(e){return e.querySelector('annotation[encoding="application/x-tex"]')?.textContent?.trim()??""}function Ue(e){return e.getAttribute("display")==="block"?`

$$
${$(e)}
$$

`:`$${$(e)}$`}function Ve(e){let t=(e.textContent??"").replace(/\n+$/,""),r=t.match(/`{3,}/g)??[],n="`".repeat(Math.max(3,...r.map(o=>o.length+1))),l=[e.querySelector("code"),e,e.parentElement].map(o=>o?.className??"").map(o=>He.exec(o)?.[1]).find(Boolean)??"";return`

${n}${l}
${t}
${n}

`}function Ge(e,t){let r=t.parentElement,n=Array.from(r?.children??[]).filter(({localName:s})=>s==="li"),i=parseInt(r?.getAttribute("start")??"",10)||1,a=r?.localName==="ol"?`${i+n.indexOf(t)}. `:"- ",l=e.trim().replace(/^(\[[ x]\])\s*/,"$1 ").replace(/\n{2,}(?=\s*(?:[-+*]|\d+\.) )/g,`
`),o=t===n[n.length-1];return a+l.replace(/\n(?=.)/g,`
${" ".repeat(a.length)}`)+(o?"":`
`)}function Xe(e,t){let r=Number(ee.exec(m(t))?.[1]),n=d(t,"span").find(a=>te.test(m(a)))?.textContent??"",i=/\d+[.)]/.exec(n)?.[0]??"-";return`
${"    ".repeat(r-1)}${i} ${e.trim()}
`}function ze(e){let t=d(e,"tr").map(({children:c})=>Array.from(c,Ye)),r=Math.max(0,...t.map(c=>c.length));if(t.length<2||r<2||e.querySelector("table"))return null;let n=Array.from(e.querySelector("tr")?.children??[]),i=Array.from({length:r},(c,h)=>Ke(n[h])),a=t.map(c=>[...c,...Array(r-c.length).fill("")]),l={prefix:"",rows:a,sides:i,opens:!0,closes:!0,spaced:!0},o=i.map(c=>Fe[c]);return`

${(B(l)?.lines??[a[0],o,...a.slice(1)].map(Qe)).join(`
`)}

`}function Ke(e){let r=/text-align:\s*(right|center)/.exec(e?m(e):"")?.[1]??e?.getAttribute("align");return r==="right"||r==="center"?r:""}function Ye(e){return u.turndown(e).trim().replace(/\s*\n\s*/g," ").replace(/(?<!\\)\|/g,"\\|")}function Qe(e){return`| ${e.join(" | ")} |`}export{lt as markdownOf};
