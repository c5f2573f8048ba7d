using Garita.Contracts.Bootstrap;

namespace Garita.Contracts.Tests.Bootstrap;

public sealed class BootstrapCodesTests
{
    public static TheoryData<BootstrapCode> Codes => [.. Enum.GetValues<BootstrapCode>()];

    public static TheoryData<BootstrapOp> Ops => [.. Enum.GetValues<BootstrapOp>()];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_code_answers_something(BootstrapCode code) =>
        Assert.Contains(Enum.GetValues<BootstrapOp>(), op => BootstrapCodes.ReactionTo(op, code) is not null);

    [Theory]
    [MemberData(nameof(Ops))]
    public void Every_op_can_succeed_be_put_off_and_end_in_idle(BootstrapOp op)
    {
        BootstrapReaction?[] reactions =
            [.. Enum.GetValues<BootstrapCode>().Select(code => BootstrapCodes.ReactionTo(op, code))];

        Assert.Contains(BootstrapReaction.Proceed, reactions);
        Assert.Contains(BootstrapReaction.AskAgain, reactions);
        Assert.Contains(BootstrapReaction.GoIdle, reactions);
    }

    [Theory]
    [InlineData(BootstrapOp.Register, BootstrapCode.UnknownDevice, BootstrapReaction.GoIdle)]
    [InlineData(BootstrapOp.Login, BootstrapCode.CodeRefused, BootstrapReaction.GoIdle)]
    [InlineData(BootstrapOp.Publish, BootstrapCode.TokenExpired, BootstrapReaction.Refresh)]
    [InlineData(BootstrapOp.Publish, BootstrapCode.TokenRefused, BootstrapReaction.Refresh)]
    [InlineData(BootstrapOp.Refresh, BootstrapCode.TokenExpired, BootstrapReaction.GoIdle)]
    [InlineData(BootstrapOp.Refresh, BootstrapCode.TokenRefused, BootstrapReaction.GoIdle)]
    public void Flow_is_that_of_the_protocol(BootstrapOp op, BootstrapCode code, BootstrapReaction reaction) =>
        Assert.Equal(reaction, BootstrapCodes.ReactionTo(op, code));

    [Fact]
    public void Code_that_answers_another_op_is_no_answer() =>
        Assert.Null(BootstrapCodes.ReactionTo(BootstrapOp.Register, BootstrapCode.CodeRefused));
}
