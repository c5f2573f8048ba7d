using Garita.Tidy.Tests.Rules;

namespace Garita.Tidy.Tests.RuleTests;

public sealed class TypeRulesTests
{
    [Theory]
    [InlineData("class A;", 1)]
    [InlineData("record A;", 1)]
    [InlineData("sealed class A;", 0)]
    [InlineData("static class A;", 0)]
    [InlineData("abstract record A;", 0)]
    [InlineData("readonly record struct A;", 0)]
    [InlineData("sealed class A { private class B; }", 1)]
    public void Class_is_sealed_static_or_abstract(string text, int findings) =>
        Assert.Equal(findings, Judge.Count(TypeRules.Sealed, "src/Broker/A.cs", text));

    [Fact]
    public void Partial_class_is_settled_by_one_part() => Assert.Equal(0, Judge.Count(
        TypeRules.Sealed,
        ("src/Broker/A.cs", "sealed partial class A;"),
        ("src/Broker/A.Parsing.cs", "partial class A;")));

    [Fact]
    public void Partial_class_is_not_settled_by_its_namesake_elsewhere() => Assert.Equal(1, Judge.Count(
        TypeRules.Sealed,
        ("src/Broker/A.cs", "sealed partial class A;"),
        ("src/Pki/A.cs", "partial class A;")));

    [Theory]
    [InlineData("interface IPacket; class A : IPacket;", 1)]
    [InlineData("interface IPacket; class A : IPacket; record B(int C) : X, IPacket;", 0)]
    [InlineData("interface IIssuanceStore; class A : IIssuanceStore; class B : IIssuanceStore;", 1)]
    [InlineData("interface ISigningKey;", 0)]
    public void Interface_has_the_reason_it_is_listed_for(string text, int findings) =>
        Assert.Equal(findings, Judge.Count(TypeRules.InterfaceReasons, "src/Pki/A.cs", text));

    [Fact]
    public void Double_of_an_interface_stands_in_a_test() => Assert.Equal(0, Judge.Count(
        TypeRules.InterfaceReasons,
        ("src/Authority/IIssuanceStore.cs", "interface IIssuanceStore;"),
        ("tests/Authority.Tests/Failing.cs", "class Failing : IIssuanceStore;")));

    [Theory]
    [InlineData("IRepositoryFactory", 1)]
    [InlineData("ISigningKey", 0)]
    public void Interface_is_on_the_list(string name, int findings) =>
        Assert.Equal(findings, Judge.Count(TypeRules.Interfaces, "src/Pki/A.cs", $"interface {name};"));
}
