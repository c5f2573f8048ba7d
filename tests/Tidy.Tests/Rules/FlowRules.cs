using Garita.Tidy.Tests.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Garita.Tidy.Tests.Rules;

/// <summary>How code may run: no swallowed faults, no hidden threads, no waiting by the clock.</summary>
public static class FlowRules
{
    /// <summary>
    /// The files that hold the one connection or request boundary of a host, each with what it guards.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Boundaries { get; } = new Dictionary<string, string>
    {
        ["src/Broker/Connections/MqttConnection.cs"] = "one connection: logs once, closes, never acknowledges",
        ["src/Broker/Routing/LocalTaker.cs"] = "an in-process service that takes one message",
        ["src/Cli/Commands/CommandExtensions.cs"] = "one command: what nobody foresaw is one line and an exit code",
        ["src/Device/Commands/CommandRunner.cs"] = "an application's handler for one command",
        ["src/MqttClient/BrokerClient.cs"] = "an application's handler for one received message",
        ["src/Quic/Ngtcp/Native/NativeCallbacks.cs"] = "one call out of a library: nothing may be thrown through it",
        ["src/Quic/Ngtcp/NgLoop.cs"] = "one connection of a loop: the others go on",
        ["src/Quic/Ngtcp/NgRouter.cs"] = "one datagram for a connection: the others go on",
        ["src/Server/Api/RequestBoundary.cs"] = "one request of a person: the others go on",
        ["src/Server/Bootstrap/Senders/OutgoingCodes.cs"] = "one code on its way: the others go on",
        ["src/Server/Listeners/Handshake.cs"] = "one handshake with a stranger",
        ["src/Server/Listeners/Quic/QuicPort.cs"] = "one connection of the port: the others go on",
        ["src/Server/Listeners/TlsAcceptor.cs"] = "one connection of the listener: the others go on",
        ["src/Server/Storage/WriteJob.cs"] = "one caller's piece of work in a shared transaction",
    };

    /// <summary>An arm for "anything else" would silence the compiler when the enum gets a new value.</summary>
    public static Rule DefaultArms { get; } = new("default-arm", tree =>
    {
        HashSet<string> enums =
            [.. tree.Types.Where(t => t.Type is EnumDeclarationSyntax).Select(t => t.Type.Identifier.Text)];
        return
            from file in tree.CSharp
            from choice in file.Unit.DescendantNodes().OfType<SwitchExpressionSyntax>()
            where choice.Arms.Any(a => NamesMember(a.Pattern, enums)) && choice.Arms.Any(IsCatchAll)
            select file.At(choice.SwitchKeyword, "a switch over our own enum has a default arm");
    });

    public static Rule CatchAll { get; } = Rule.PerFile("catch-all", file =>
        from clause in file.Unit.DescendantNodes().OfType<CatchClauseSyntax>()
        where CatchesAll(clause) && !Boundaries.ContainsKey(file.Path)
        select file.At(clause, "catches everything, and is not a boundary listed in FlowRules"));

    public static Rule Threads { get; } = Rule.PerFile("task-run", file =>
        from call in file.Unit.DescendantNodes().OfType<InvocationExpressionSyntax>()
        where ProjectTable.IsFormatOrEngine(file)
        where call.Expression.ToString() is "Task.Run" or "Task.Factory.StartNew" or "ThreadPool.QueueUserWorkItem"
        select file.At(call, "formats and engines start no work of their own"));

    public static Rule AsyncVoid { get; } = Rule.PerFile("async-void", file =>
        from node in file.Unit.DescendantNodes()
        let function = node switch
        {
            MethodDeclarationSyntax m => (m.Modifiers, m.ReturnType),
            LocalFunctionStatementSyntax l => (l.Modifiers, l.ReturnType),
            _ => (default, null),
        }
        where function.ReturnType?.ToString() == "void" && function.Modifiers.Any(SyntaxKind.AsyncKeyword)
        select file.At(node, "async void: nobody sees it fail"));

    public static Rule Blocking { get; } = Rule.PerFile("blocking", file =>
        from call in file.Unit.DescendantNodes().OfType<InvocationExpressionSyntax>()
        where call.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: "GetResult" } access
            && access.Expression.ToString().EndsWith("GetAwaiter()", StringComparison.Ordinal)
        select file.At(call, "blocks a thread; await instead"));

    /// <summary>A delay goes by a TimeProvider, which in a test is one that the test moves.</summary>
    public static Rule Sleeps { get; } = Rule.PerFile("sleeps", file =>
        from call in file.Unit.DescendantNodes().OfType<InvocationExpressionSyntax>()
        where IsSleep(call, file.IsTest)
        select file.At(call, "waits by the clock; wait for the event, or delay by a TimeProvider"));

    public static IEnumerable<string> FilesThatCatchAll(SourceTree tree) => tree.CSharp
        .Where(f => f.Unit.DescendantNodes().OfType<CatchClauseSyntax>().Any(CatchesAll)).Select(f => f.Path);

    private static bool IsSleep(InvocationExpressionSyntax call, bool test) => call.Expression.ToString() switch
    {
        "Thread.Sleep" => true,
        "Task.Delay" => !call.ArgumentList.Arguments.Any(a => IsPatience(a.ToString(), test)),
        _ => false,
    };

    private static bool IsPatience(string argument, bool test) =>
        argument.StartsWith("Timeout.Infinite", StringComparison.Ordinal)
        || (argument == "TimeProvider.System"
            ? !test
            : argument.Contains("clock", StringComparison.OrdinalIgnoreCase)
                || argument.TrimStart('_') is "time" or "timeProvider" or "Time" or "TimeProvider");

    private static bool NamesMember(PatternSyntax pattern, HashSet<string> enums) => pattern switch
    {
        ConstantPatternSyntax { Expression: MemberAccessExpressionSyntax access } =>
            enums.Contains(access.Expression.ToString().Split('.')[^1]),
        BinaryPatternSyntax either => NamesMember(either.Left, enums) || NamesMember(either.Right, enums),
        _ => false,
    };

    private static bool IsCatchAll(SwitchExpressionArmSyntax arm) =>
        arm.WhenClause is null && arm.Pattern is DiscardPatternSyntax or VarPatternSyntax;

    private static bool CatchesAll(CatchClauseSyntax clause) => !IsNarrowed(clause)
        && clause.Declaration?.Type.ToString() is null or "Exception" or "System.Exception";

    private static bool IsNarrowed(CatchClauseSyntax clause) =>
        clause.Filter?.FilterExpression is IsPatternExpressionSyntax
            or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.IsExpression };
}
