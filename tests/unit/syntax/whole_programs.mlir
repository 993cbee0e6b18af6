func.func @f(%c: i1) {
  cf.cond_br %c, ^b, ^a
^a:
  cf.br ^c
^b:
  cf.br ^c
^c:
  return
}
// -----
func.func @f() -> i32 {
  cf.br ^b
^a:
  return %0 : i32
^b:
  %0 = arith.constant 1 : i32
  cf.br ^a
}
// -----
func.func @f() -> i32 {
  cf.br ^a
^a:
  return %0 : i32
^b:
  %0 = arith.constant 1 : i32
  cf.br ^a
}
// -----
func.func @f(%c: i1) -> i32 {
  cf.cond_br %c, ^a(%c : i1), ^b
^a(%x: i1):
  %0 = arith.constant 1 : i32
  cf.br ^d(%0 : i32)
^b:
  %1 = arith.constant 2 : i32
  cf.br ^d(%1 : i32)
^d(%y: i32):
  return %y : i32
}
// -----
func.func @f(%c: i1) -> i32 {
  cf.cond_br %c, ^a(%c : i1), ^b
^a(%x: i32):
  return %x : i32
^b:
  return %x : i32
}
// -----
func.func @f() {
  %0 = "d.a"(%1) : (i32) -> i32
  %1 = "d.b"() : () -> i32
  return
}
// -----
"d.graph"() ({
  %0 = "d.a"(%1) : (i32) -> i32
  %1 = "d.b"() : () -> i32
}) : () -> ()
// -----
module {
  "d.x"() {s = @a::@"b c"::@d, t = @"1"} : () -> ()
  func.func private @"odd name"(i32)
  func.func private @"1"()
  func.func @u() { call @"odd name"(%0) : (i32) -> () 
  %0 = arith.constant 1 : i32
  return }
}
// -----
module {
  func.func private @"odd name"(i32)
  func.func @u() { 
  %0 = arith.constant 1 : i32
  call @"odd name"(%0) : (i32) -> () 
  return }
}
// -----
module @"a b" attributes {x.y = 1} { module @n {} module {} }
// -----
func.func @f() { return }
func.func @f() { return }
// -----
func.func @f() { call @g() : () -> () return }
// -----
func.func @f() { call @g() : () -> i32 return }
func.func private @g()
// -----
func.func @f() -> i32 { return }
// -----
func.func @f() -> i32 { %0 = arith.constant 1.0 : f32 return %0 : f32 }
// -----
func.func @f() { %0 = arith.constant 1 : i32 }
// -----
func.func @f() { return return }
// -----
func.func @f() { ^bb0: }
// -----
func.func @f() {}
// -----
func.func @f(%a: i32)
// -----
func.func private @f(%a: i32)
// -----
func.func private @f(i32 {a.b = 1}, f32) -> (i32 {a.c}, f32)
// -----
func.func public @f(%a: i32 {a.b = 1}) -> (i32 {x.y}) attributes {a.b, c = 2} { return %a : i32 }
// -----
func.func nested @f(%a: i32) { return }
// -----
func.func @f(%a: i32, i32) { return }
// -----
func.func @f(%a: i32, %a: i32) { return }
// -----
func.func @f(...) { return }
// -----
func.func @f() -> () { return }
// -----
func.func @f() -> (i32, i32) { %0:2 = "d.e"() : () -> (i32, i32) return %0#0, %0#1 : i32, i32 }
// -----
func.func @f() { %0:2 = "d.e"() : () -> (i32, i32) "d.u"(%0) : (i32) -> () "d.u"(%0#2) : (i32) -> () return }
// -----
func.func @f() { %a, %b:2 = "d.e"() : () -> (i32, i32, f32) "d.u"(%b#1, %a) : (f32, i32) -> () return }
// -----
func.func @f() { %a, %b:2 = "d.e"() : () -> (i32, i32) return }
// -----
func.func @f() { %0 = "d.e"() : () -> () return }
// -----
func.func @f() { "d.e"(%0, %0) : (i32) -> () return }
// -----
func.func @f(%0 : i32) { "d.e"(%0, %0) : (i32) -> () return }
// -----
func.func @f(%0 : i32) { "d.e"(%0) : (f32) -> () return }
// -----
func.func @f(%0 : i32) { "d.e"(%1) : (f32) -> () %1 = "d.x"() : () -> i32 return }
// -----
func.func @f(%0 : i32) { arith.addi %0, %0 : f32 return }
// -----
func.func @f(%0 : i32) { %1 = arith.addi %0, %0 : f32 return }
// -----
func.func @f(%0 : i32) { %1 = arith.addi %0 : i32 return }
// -----
func.func @f(%0 : i32) { %1 = arith.addi %0, %0 return }
// -----
func.func @f(%0 : i32) { %1 = arith.addi %0, %0 : return }
// -----
func.func @f(%0 : i32) { %1 = "arith.addi"(%0) : (i32) -> i32 return }
// -----
func.func @f(%0 : i32) { %1 = "arith.addi"(%0, %0) : (i32, i32) -> f32 return }
// -----
func.func @f(%0 : i32) { %1 = "arith.addi"(%0, %0) : (i32, i32) -> (i32, i32) return }
// -----
func.func @f(%0 : f32) { %1 = arith.addi %0, %0 : f32 return }
// -----
func.func @f(%0 : i32) { %1 = arith.addi %0, %0 overflow<nsw, nuw> : i32 return }
// -----
func.func @f(%0 : f32) { %1 = arith.addf %0, %0 fastmath<nnan, ninf> : f32 return }
// -----
func.func @f() { %0 = arith.constant true %1 = arith.constant false %2 = arith.constant 1 : index %3 = arith.constant -1 : i64 %4 = arith.constant 1.5 : f32 %5 = arith.constant dense<1> : tensor<2xi32> %6 = arith.constant dense<true> : vector<2xi1> %7 = arith.constant 5 : i8 return }
// -----
func.func @f() { %0 = arith.constant 1 return }
// -----
func.func @f() { %0 = arith.constant return }
// -----
func.func @f() { %0 = func.constant @f : () -> () return }
// -----
func.func @f() { %0 = func.constant @g : () -> () return }
// -----
func.func @f() { %0 = func.constant @f : () -> i32 return }
// -----
func.func @f(%a: (i32) -> i32, %b: i32) { %0 = call_indirect %a(%b) : (i32) -> i32 return }
// -----
func.func @f(%a: tuple<i32, f32>) -> tuple<i32, f32> { return %a : tuple<i32, f32> }
// -----
func.func @f(%a: memref<4x?xf32, strided<[?, 1], offset: ?>>) { return }
// -----
func.func @f(%i: index, %m: memref<4xf32>) { %0 = memref.load %m[%i] : memref<4xf32> memref.store %0, %m[%i] : memref<4xf32> return }
// -----
func.func @f() { %0 = memref.alloc() : memref<4xf32> memref.dealloc %0 : memref<4xf32> return }
// -----
func.func @f(%n: index) { %0 = memref.alloc(%n) {alignment = 64 : i64} : memref<?xf32> return }
// -----
func.func @f(%i: index, %t: tensor<4xf32>) { %0 = tensor.extract %t[%i] : tensor<4xf32> %1 = tensor.dim %t, %i : tensor<4xf32> %2 = tensor.empty() : tensor<4xf32> return }
// -----
func.func @f(%lb: index, %ub: index, %s: index) { scf.for %i = %lb to %ub step %s { } return }
// -----
func.func @f(%lb: index, %ub: index, %s: index, %x: f32) -> f32 { %0 = scf.for %i = %lb to %ub step %s iter_args(%a = %x) -> (f32) { %1 = arith.addf %a, %a : f32 scf.yield %1 : f32 } return %0 : f32 }
// -----
func.func @f(%c: i1) -> i32 { %0 = scf.if %c -> (i32) { %1 = arith.constant 1 : i32 scf.yield %1 : i32 } else { %1 = arith.constant 1 : i32 scf.yield %1 : i32 } return %0 : i32 }
// -----
func.func @f(%c: i1) { %0 = scf.execute_region -> i32 { %1 = arith.constant 1 : i32 scf.yield %1 : i32 } return }
// -----
"d.e"() ({ ^bb0(%a: i32): "d.f"(%a) : (i32) -> () ^bb1: "d.t"()[^bb0, ^bb1] : () -> () }, {}, { }) {a = 1} : () -> ()
// -----
"d.e"() <{a = 1, b}> ({}) {c = 2} : () -> ()
// -----
"d.e"() <{a = 1}> {a = 2} : () -> ()
// -----
"d.e"() ({ "d.f"() : () -> () ^bb1: "d.g"() : () -> () }) : () -> ()
// -----
"d.e"() ({ "d.f"()[^bb1] : () -> () }) : () -> ()
// -----
"d.e"() ({ ^bb1: ^bb1: }) : () -> ()
// -----
"d.e"() ({ ^bb1(%x: i32, %x: i32): }) : () -> ()
// -----
"d.e"() ({ ^bb1(%x: i32 loc("a"), %y: i32 loc(unknown)): "d.f"() : () -> () loc("x") }) : () -> () loc(callsite("a" at "b"))
// -----
"d.e"() : () -> () loc(#later)
#later = loc("foo.py":1:2)
// -----
"d.e"() : () -> () loc(#later)
"d.f"() {x = #later} : () -> ()
#later = loc("foo.py":1:2)
// -----
"d.e"() : () -> () loc(#never)
// -----
#l = loc("a")
#m = loc(fused[#l, "b"])
"d.e"() : () -> () loc(#m)
// -----
!t = tensor<2xf32>
#m = affine_map<(d0) -> (d0)>
"d.e"() {a = #m, t = !t} : () -> !t
// -----
!t = tensor<2xf32>
%0 = "d.e"() {a = #m, t = !t} : () -> !t
// -----
#a = 1 : i32
#b = [#a, #a]
"d.e"() {a = #b} : () -> ()
// -----
#a.b = 1
// -----
!a.b = i32
// -----
#a = #a
// -----
#1 = 5
"d.e"() {a = #1} : () -> ()
// -----
#a = 
// -----
#a 5
// -----
foo.bar
// -----
foo.bar %a : i32
// -----
bar
// -----
func.bar
// -----
"func.bar"() : () -> ()
// -----
"bar"() : () -> ()
// -----
"d.e"
// -----
"d.e"(
// -----
"d.e"()
// -----
"d.e"() :
// -----
"d.e"() : ()
// -----
"d.e"() : () ->
// -----
"d.e"() : () -> (
// -----
"d.e"() : (i32) -> ()
// -----
%0 = "d.e"() : () -> i32
%0 = "d.e"() : () -> i32
// -----
%0 "d.e"() : () -> i32
// -----
%0 = %1
// -----
%0 =
// -----
%0, = "d.e"() : () -> i32
// -----
%0: = "d.e"() : () -> i32
// -----
%0:0 = "d.e"() : () -> i32
// -----
%a#0 = "d.e"() : () -> i32
// -----
% = "d.e"() : () -> i32
// -----
"d.e"(%) : () -> i32
// -----
"d.e"() [^a : () -> ()
// -----
"d.e"() [] : () -> ()
// -----
"d.e"() ( : () -> ()
// -----
"d.e"() ({ : () -> ()
// -----
"d.e"() ({) : () -> ()
// -----
"d.e"() ({} : () -> ()
// -----
"d.e"() ({},) : () -> ()
// -----
"d.e"() { : () -> ()
// -----
"d.e"() {a : () -> ()
// -----
"d.e"() {a = } : () -> ()
// -----
"d.e"() {a = 1 b = 2} : () -> ()
// -----
"d.e"() {a = foo} : () -> ()
// -----
"d.e"() <{a = 1} : () -> ()
// -----
"d.e"() : () -> foo
// -----
"d.e"() : () -> !foo
// -----
"d.e"() : (foo) -> ()
// -----
"d.e"() : i32 -> ()
// -----
"d.e"() : () -> () loc("a
// -----
"d.e"() : () -> () loc("a":x)
// -----
"d.e"() : () -> () loc("a":1:x)
// -----
"d.e"() : () -> () loc(callsite("a"))
// -----
"d.e"() : () -> () loc(callsite("a" at))
// -----
"d.e"() : () -> () loc(fused["a" "b"])
// -----
"d.e"() : () -> () loc(fused<1)
// -----
"d.e"() : () -> () loc(x)
// -----
"d.e"() : () -> () ; foo
// -----
"d.e"() : () -> () /* c */
// -----
// only a comment
// -----
"d.e"() : () -> () // trailing
// -----
module {
// -----
module }
// -----
module {}}
// -----
module { "d.e"() : () -> ()
// -----
func.func @f( { return }
// -----
func.func @f(%a) { return }
// -----
func.func @f(%a: i32 { return }
// -----
func.func @f() -> { return }
// -----
func.func @f() -> (i32 { return }
// -----
func.func f() { return }
// -----
func.func @ () { return }
// -----
func.func @f() attributes { return }
// -----
func.func @f() { return
// -----
func.func @f() { return %x : i32 }
// -----
func.func @f(%x: i32) { return %x }
// -----
func.func @f(%x: i32) { return %x : }
// -----
func.func @f(%x: i32) { return %x, %x : i32 }
// -----
func.func @f(%x: i32) -> i32 { func.return %x : f32 }
// -----
func.func @f(%x: tensor<2xf32>) { %0 = stablehlo.add %x, %x : tensor<3xf32> return }
// -----
func.func @f(%x: tensor<2xf32>) { %0 = stablehlo.add %x, %y : tensor<2xf32> return }
// -----
func.func @f(%x: tensor<2xf32>) { %0 = stablehlo.add %x %x : tensor<2xf32> return }
// -----
func.func @f(%x: tensor<2xf32>) { %0 = stablehlo.add %x, %x tensor<2xf32> return }
// -----
func.func @f(%x: tensor<2xf32>) { %0 = stablehlo.foo %x, %x : tensor<2xf32> return }
// -----
func.func @f(%x: tensor<2xf32>) { %0 = "stablehlo.foo"(%x) : (tensor<2xf32>) -> tensor<2xf32> return }
// -----
func.func @f(%x: tensor<2xf32>) { %0 = "stablehlo.add"(%x) : (tensor<2xf32>) -> tensor<2xf32> return }
// -----
func.func @f(%x: tensor<2xf32>) { %0 = "stablehlo.add"(%x, %x) : (tensor<2xf32>, tensor<2xf32>) -> tensor<3xf32> return }
// -----
func.func @f(%x: tensor<2xf32>) { %0 = "stablehlo.transpose"(%x) : (tensor<2xf32>) -> tensor<2xf32> return }
// -----
func.func @f(%x: tensor<2xf32>) { %0 = stablehlo.constant dense<1.0> : tensor<2xf32> %1 = stablehlo.constant dense<1> : tensor<2xf32> return }
// -----
func.func @f(%a: i32) -> i32 { return {x.y = 1} %a : i32 }
// -----
func.func @f(%a: i32) { return {x.y} }
