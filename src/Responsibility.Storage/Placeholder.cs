namespace Responsibility.Storage;

internal static class Placeholder;
