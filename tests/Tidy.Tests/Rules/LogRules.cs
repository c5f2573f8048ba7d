using System.Globalization;
using Garita.Tidy.Tests.Reading;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Garita.Tidy.Tests.Rules;

/// <summary>An event id names one kind of line for good, and its thousand says which project wrote it.</summary>
public static class LogRules
{
    private static readonly Dictionary<string, int> Thousands = new()
    {
        ["Broker"] = 1, ["Authority"] = 2, ["Server"] = 3, ["MqttClient"] = 4, ["Device"] = 5,
    };

    public static Rule EventIds { get; } = new("event-ids", tree =>
    {
        List<Event> events = [.. tree.CSharp.SelectMany(EventsOf)];
        return
        [
            .. events.Select(Misplaced).OfType<Finding>(),
            .. events.Where(e => e.Id is not null).GroupBy(e => e.Id).SelectMany(g => g.Skip(1))
                .Select(e => e.File.At(e.Attribute, $"event id {e.Id} is taken")),
        ];
    });

    private static IEnumerable<Event> EventsOf(SourceFile file) =>
        from attribute in file.Unit.DescendantNodes().OfType<AttributeSyntax>()
        where attribute.Name.ToString() is "LoggerMessage" or "LoggerMessageAttribute"
        select new Event(file, attribute, IdOf(attribute));

    private static int? IdOf(AttributeSyntax attribute)
    {
        AttributeArgumentSyntax? argument = attribute.ArgumentList?.Arguments.FirstOrDefault(a =>
            (a.NameEquals?.Name ?? a.NameColon?.Name)?.Identifier.Text is null or "EventId" or "eventId");
        return int.TryParse(argument?.Expression.ToString(), CultureInfo.InvariantCulture, out int id) ? id : null;
    }

    private static Finding? Misplaced(Event entry)
    {
        string type = entry.Attribute.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.Identifier.Text ?? string.Empty;
        return entry switch
        {
            { Id: null } => entry.File.At(entry.Attribute, "the event id is not a number written here"),
            _ when !type.EndsWith("Log", StringComparison.Ordinal) =>
                entry.File.At(entry.Attribute, $"log lines belong in a class named *Log, not in {type}"),
            _ when !Thousands.ContainsKey(entry.File.Project) =>
                entry.File.At(entry.Attribute, $"project '{entry.File.Project}' has no range of event ids"),
            _ when entry.Id / 1000 != Thousands[entry.File.Project] =>
                entry.File.At(entry.Attribute, $"event id {entry.Id} is outside the range of {entry.File.Project}"),
            _ => null,
        };
    }

    private sealed record Event(SourceFile File, AttributeSyntax Attribute, int? Id);
}
