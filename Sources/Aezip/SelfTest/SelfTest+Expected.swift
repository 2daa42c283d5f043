extension SelfTest {
  /// Digests of the decoded archives, fixed on every machine and for every version.
  static let expected: [String: String] = [
    "photos-prior": "10e240dba6394a36b5218f9d7d4d3e6c829c73787133788c0ce643a84803dcab",
    "photos-zstd": "b759ee536c4ea128683c447e34a0169e0afbf16859c02ab64ec050b9ccc9a0dd",
    "levels": "b589f92336294ac569bd4c7c1d20dff393bb743a218f8b6c475af7ca5e5a0127",
    "nearest-levels": "01507c028c73fad61b6449f67d61fc3355e6a5fd53f629dc8607c3bb29167e03",
    "filtered": "b0020d6fddf3e8ebbe16bf6889dbe5fae69d62674d0f62144a7b8f38671f5ebb",
    "photos-filtered": "69cedee272a2b811bb874725f90d12b83ea5f355fa5c15b7405560a2467400a6",
    "channels": "319767b287928a571eaf2eb312628d6ddc645fa97b149263fb380ff1f2bca54d",
    "tiny-pictures": "80cea64a26933e0becb17378b18570ec098446398f569f9c9179e0a35b1c0f24",
    "jpeg-metadata": "acf3b713c09e464a34caa6ba25ea595f2c88f36ba71d85bec9b9162e290f00d7",
    "exact-files": "93e6db57c2cbced01c77458dbcecd8f658efb4fa4400f891be37c778f7e0105d",
    "embedded-model": "1e2fcfefb6ed42d3b772a2242a39cab1c55087b210bb9222d1fd550f2789811c",
    "adapted": "984ec2dc6bf7b1318b349a9dbe14720b6d134e8338205450d0a1ee997b529a8e",
    "packed-model": "52f93fdde389f1e564462aaacee7cc31e2b11376acd48df6793912021766c9f1",
    "objects": "2aaf331dd40929a04038a08bc947ac127cc6d9be1424126197a9fbd6f229ad24",
    "groups": "cb7d99e79090fe46b8f275b0297ebbdd7444b1bd86048ce311380335dd0290b3",
    "chained-groups": "0e51f589215024dfb44df59b670f35112fa26a3aad2fec9170d0909800e5e4cc",
    "followed-groups": "fe107083aed7e44aad9c0cdd3a14c56798f35cfe08c165ef810dc7f567fdcb77",
    "copies": "a8c9b926c96079f3a4cf75dd70f19ec4114262f9fa0d72feee072fc8e1a9adec",
    "tables": "36ae1f247126ba67fcd6482c019a4a3654c5785155982e1699ed36a376b26714",
    "tables-within": "7ac756640259c2de05dcebc88c0a781538ed8a79eaad85f9ae3818d1c3e6ecb3",
    "table-weights": "dac4afc30837c92aefd4b2718f8bd0a2a697b9b2b7e1b619278aa11d8ec6efa3",
  ]
}
