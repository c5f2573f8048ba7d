using System.Reflection;
using Garita.Contracts.Api;

namespace Garita.Contracts.Tests.Api;

public sealed class ProblemTypesTests
{
    [Fact]
    public void Types_are_distinct_slugs_under_one_prefix()
    {
        string[] types = [.. typeof(ProblemTypes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(f => f.Name != nameof(ProblemTypes.Prefix))
            .Select(f => (string)f.GetRawConstantValue()!)];

        Assert.NotEmpty(types);
        Assert.Equal(types.Length, types.Distinct().Count());
        Assert.All(types, t => Assert.Matches("^urn:garita:problem:[a-z]+(-[a-z]+)*$", t));
    }
}
